import { Button } from '@mantine/core';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { useRouter } from '@tanstack/react-router';
import { IconAlertTriangle, IconWifiOff } from '@tabler/icons-react';
import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { ApiProblem, hasCode, NetworkFailure } from '../api/problem.ts';
import { MessagePage } from './message-page.tsx';
import { NotFoundPage } from './not-found-page.tsx';

/** What stands in for a page that could not be shown. */
export function CrashPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const queries = useQueryErrorResetBoundary();
  if (hasCode(error, 'not_found')) return <NotFoundPage />;
  const again = (): void => {
    queries.reset();
    reset();
    void router.invalidate();
  };
  const isNetwork = error instanceof NetworkFailure;
  return (
    <MessagePage
      icon={isNetwork ? IconWifiOff : IconAlertTriangle}
      title={isNetwork ? 'The server could not be reached' : 'This page could not be shown'}
      actions={<Button onClick={again}>Try again</Button>}
    >
      <Explanation error={error} />
    </MessagePage>
  );
}

function Explanation({ error }: { readonly error: unknown }) {
  if (error instanceof NetworkFailure) return <>Look whether you are online. Nothing is lost.</>;
  if (!(error instanceof ApiProblem)) return <>The fault is ours. Try again; if it stays, reload the page.</>;
  return (
    <>
      {error.title} If you ask for help, name the trace id <code>{error.traceId ?? 'unknown'}</code>.
    </>
  );
}
