import { Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/client.ts';
import { RouteLink } from '../shell/route-link.tsx';
import { showFieldErrors } from '../ui/form-errors.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { useBack, withBack } from './back.ts';
import { SignInCard } from './sign-in-card.tsx';

/** Asks for a one-time link, which leads to the page `/password`. Never tells whether there is such an account. */
export function ForgottenPasswordPage() {
  const back = useBack();
  const [placed, setPlaced] = useState<readonly string[]>([]);
  const form = useForm({
    initialValues: { email: '' },
    validate: { email: (value) => (value.trim() === '' ? 'Type your e-mail address.' : null) },
  });
  const ask = useMutation({
    mutationFn: (email: string) => api.post('/api/people/password-reset', { body: { email } }),
    onError: (err) => setPlaced(showFieldErrors(form, err)),
  });
  const toSignIn = (
    <Anchor component={RouteLink} href={withBack('/sign-in/environment', back)} size="sm">
      Back to signing in
    </Anchor>
  );
  return ask.isSuccess ? (
    <SignInCard title="Look into your mailbox" takesFocus>
      <Text>
        If there is an account for <strong>{form.getValues().email}</strong>, a link that works for an hour is
        on its way. Nothing came? Then this server sends no mail, or there is no such account: ask the vendor,
        who can make you a link.
      </Text>
      {toSignIn}
    </SignInCard>
  ) : (
    <SignInCard
      title="Forgotten your password?"
      description="We send a link by which you can set another one. It ends all your other sign-ins."
    >
      <form noValidate onSubmit={form.onSubmit(({ email }) => ask.mutate(email.trim()))}>
        <Stack>
          <ProblemAlert error={ask.error} hiddenFields={placed} />
          <TextInput
            label="E-mail address"
            type="email"
            autoComplete="username"
            autoFocus
            aria-required
            {...form.getInputProps('email')}
          />
          <Button type="submit" loading={ask.isPending} size="md">
            Send the link
          </Button>
          {toSignIn}
        </Stack>
      </form>
    </SignInCard>
  );
}
