import { Alert, Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { IconArrowRight, IconCircleCheck } from '@tabler/icons-react';
import { RouteLink } from '../shell/route-link.tsx';
import type { Search } from '../shell/search-text.ts';
import { useBack, withBack } from './back.ts';
import { registrationQuery } from './registration-query.ts';
import { SignInCard } from './sign-in-card.tsx';

/** The front door. */
export function EntryPage() {
  const back = useBack();
  const registration = useQuery(registrationQuery);
  const { out } = useSearch({ strict: false }) as Search;
  return (
    <>
      {out === undefined ? null : (
        <Alert role="status" mb="md" variant="default" icon={<IconCircleCheck aria-hidden />}>
          You are signed out.
        </Alert>
      )}
      <SignInCard
        title="Scheduling Pro for developers and offices"
        description="Every finished or abandoned booking reaches every connected app: signed, retried, logged."
      >
        <Button
          component={RouteLink}
          href={withBack('/sign-in/environment', back)}
          size="md"
          rightSection={<IconArrowRight size={18} aria-hidden />}
        >
          Sign In & Create Apps
        </Button>
        {registration.data?.open === true ? (
          <Button component={RouteLink} href="/register" size="md" variant="default">
            Create an account
          </Button>
        ) : null}
        <Text size="sm" c="dimmed">
          Developers create and manage applications here. Administrators and office employees of a tenant
          connect them and see what came of each visit. All sign in the same way.
        </Text>
      </SignInCard>
    </>
  );
}
