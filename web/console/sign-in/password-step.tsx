import { Anchor, Button, Group, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Static } from 'typebox';
import type { SignInBody, SignInState } from '../../../src/people/schema.ts';
import { api } from '../api/client.ts';
import { hasCode } from '../api/problem.ts';
import { RouteLink } from '../shell/route-link.tsx';
import { showFieldErrors } from '../ui/form-errors.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { useBack, withBack } from './back.ts';
import { SignInCard } from './sign-in-card.tsx';

type Body = Static<typeof SignInBody>;
type State = Static<typeof SignInState>;

const names = { production: 'Production', integration: 'Integration' } as const;

export function PasswordStep({
  environment,
  onDone,
}: {
  readonly environment: Body['environment'];
  readonly onDone: (status: State['status']) => Promise<void> | void;
}) {
  const back = useBack();
  const [placed, setPlaced] = useState<readonly string[]>([]);
  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: {
      email: (value) => (value.trim() === '' ? 'Type your e-mail address.' : null),
      password: (value) => (value === '' ? 'Type your password.' : null),
    },
  });
  const signIn = useMutation({
    mutationFn: async (body: Body) => {
      await onDone((await api.post<State>('/api/people/sign-in', { body })).status);
    },
    onError: (err) => {
      setPlaced(showFieldErrors(form, err));
      if (!hasCode(err, 'sign_in_failed')) return;
      form.setFieldValue('password', '');
      form.getInputNode('password')?.focus();
    },
  });
  const tooMany = hasCode(signIn.error, 'rate_limited');
  const title = hasCode(signIn.error, 'sign_in_failed')
    ? 'The e-mail address or the password is not right.'
    : tooMany
      ? 'Too many tries.'
      : undefined;
  return (
    <SignInCard title="Sign in" description={`${names[environment]} Environment User`}>
      <form
        noValidate
        onSubmit={form.onSubmit((values) =>
          signIn.mutate({ ...values, email: values.email.trim(), environment }),
        )}
      >
        <Stack>
          <ProblemAlert error={signIn.error} hiddenFields={placed} {...(title !== undefined && { title })} />
          <TextInput
            label="E-mail address"
            type="email"
            autoComplete="username"
            autoFocus
            aria-required
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            aria-required
            {...form.getInputProps('password')}
          />
          <Button type="submit" loading={signIn.isPending} size="md">
            Sign in
          </Button>
          <Group justify="space-between" gap="xs">
            <Anchor component={RouteLink} href={withBack('/sign-in/forgotten-password', back)} size="sm">
              Forgotten your password?
            </Anchor>
            <Anchor component={RouteLink} href={withBack('/sign-in/environment', back)} size="sm">
              Other environment
            </Anchor>
          </Group>
        </Stack>
      </form>
    </SignInCard>
  );
}
