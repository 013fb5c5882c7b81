import { Anchor, Button, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RegistrationBody } from '../../../src/registration/schema.ts';
import { RouteLink } from '../shell/route-link.tsx';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { RegisterForm } from './register-form.tsx';
import { registrationQuery } from './registration-query.ts';
import { SignInCard } from './sign-in-card.tsx';

/** Makes an account for a developer, where the server lets anybody. */
export function RegisterPage() {
  const state = useQuery(registrationQuery);
  const [done, setDone] = useState<Done>();
  if (done !== undefined) return <WhatNext {...done} />;
  if (state.data === undefined) {
    return (
      <SignInCard title="Create an account">
        {state.error === null ? (
          <Skeleton height={260} radius="md" />
        ) : (
          <ProblemAlert error={state.error} onRetry={() => void state.refetch()} />
        )}
      </SignInCard>
    );
  }
  return state.data.open ? (
    <SignInCard
      title="Create an account"
      description="For developers: it comes with an organisation of your own, whose apps you create and manage."
    >
      <RegisterForm state={state.data} onDone={setDone} />
    </SignInCard>
  ) : (
    <SignInCard title="Accounts are by invitation here">
      <Text>
        Ask a colleague whose organisation has an account already, an administrator of your company, or the
        vendor.
      </Text>
      <ToSignIn />
    </SignInCard>
  );
}

interface Done {
  readonly next: 'sign_in' | 'confirm_by_mail';
  readonly email: string;
  readonly environment: RegistrationBody['environment'];
}

/** The same whether or not the address had an account: nobody learns here who has one. */
function WhatNext({ next, email, environment }: Done) {
  return next === 'confirm_by_mail' ? (
    <SignInCard title="Look into your mailbox" takesFocus>
      <Text>
        A mail to <strong>{email}</strong> says how to go on. Its link works for a day and asks for the
        password that you have just chosen.
      </Text>
      <ToSignIn />
    </SignInCard>
  ) : (
    <SignInCard title="You can sign in now" takesFocus>
      <Text>
        With <strong>{email}</strong> and the password that you have just chosen. If that address had an
        account before, its old password still holds.
      </Text>
      <Button component={RouteLink} href={`/sign-in/${environment}?back=/portal`} size="md">
        Sign in
      </Button>
    </SignInCard>
  );
}

function ToSignIn() {
  return (
    <Anchor component={RouteLink} href="/sign-in/environment" size="sm">
      Back to signing in
    </Anchor>
  );
}
