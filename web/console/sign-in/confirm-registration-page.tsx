import { Anchor, Button, PasswordInput, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Static } from 'typebox';
import type { ConfirmedRegistration } from '../../../src/registration/schema.ts';
import { api } from '../api/client.ts';
import { RouteLink } from '../shell/route-link.tsx';
import { showFieldErrors } from '../ui/form-errors.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { SignInCard } from './sign-in-card.tsx';

/** Where the mailed link leads: the password shows that it was you who began. */
export function ConfirmRegistrationPage() {
  // Behind the #, so that it reaches no server log and no other site.
  const [token] = useState(() => new URLSearchParams(globalThis.location.hash.slice(1)).get('token') ?? '');
  const [placed, setPlaced] = useState<readonly string[]>([]);
  const form = useForm({
    initialValues: { password: '' },
    validate: { password: (value) => (value === '' ? 'Type your password.' : null) },
  });
  const confirm = useMutation({
    mutationFn: ({ password }: { password: string }) =>
      api.post<Static<typeof ConfirmedRegistration>>('/api/people/registration/confirm', {
        body: { token, password },
      }),
    onError: (err) => setPlaced(showFieldErrors(form, err)),
  });
  if (confirm.data !== undefined) {
    return (
      <SignInCard title="Your account is ready" takesFocus>
        <Text>
          Sign in as <strong>{confirm.data.email}</strong>.
        </Text>
        <Button component={RouteLink} href={`/sign-in/${confirm.data.environment}?back=/portal`} size="md">
          Sign in
        </Button>
      </SignInCard>
    );
  }
  if (token === '') {
    return (
      <SignInCard title="The link is not whole">
        <Text>Open it from the mail once more, or copy all of it into the address of your browser.</Text>
        <Anchor component={RouteLink} href="/register" size="sm">
          Create an account
        </Anchor>
      </SignInCard>
    );
  }
  return (
    <SignInCard
      title="Confirm your account"
      description="Type the password that you chose when you registered."
    >
      <form noValidate onSubmit={form.onSubmit((values) => confirm.mutate(values))}>
        <Stack>
          <ProblemAlert error={confirm.error} hiddenFields={placed} />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            maxLength={128}
            autoFocus
            aria-required
            {...form.getInputProps('password')}
          />
          <Button type="submit" loading={confirm.isPending} size="md">
            Confirm
          </Button>
          <Anchor component={RouteLink} href="/register" size="sm">
            Register again
          </Anchor>
        </Stack>
      </form>
    </SignInCard>
  );
}
