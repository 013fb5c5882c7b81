import { useQueryClient } from '@tanstack/react-query';
import { notFound, useParams, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { meQuery } from '../api/me.ts';
import { areasOf } from '../shell/areas.ts';
import { useBack } from './back.ts';
import { PasswordStep } from './password-step.tsx';
import { SecondFactorStep } from './second-factor-step.tsx';

/** Password, then the second factor of whoever has one, then back to where one came from. */
export function SignInPage() {
  const environment = useParams({ strict: false }).environment;
  const back = useBack();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [needsCode, setNeedsCode] = useState(false);
  if (environment !== 'production' && environment !== 'integration') throw notFound();
  const enter = async (): Promise<void> => {
    queryClient.clear();
    const me = await queryClient.fetchQuery(meQuery);
    router.history.replace(back ?? `/${areasOf(me)[0] ?? 'account'}`);
  };
  const step = (status: 'signed_in' | 'second_factor_required'): Promise<void> | void =>
    status === 'signed_in' ? enter() : setNeedsCode(true);
  return needsCode ? (
    <SecondFactorStep onDone={enter} onBack={() => setNeedsCode(false)} />
  ) : (
    <PasswordStep environment={environment} onDone={step} />
  );
}
