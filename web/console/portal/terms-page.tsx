import { Button, Group, Skeleton, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import type { Terms } from '../../../src/people/schema.ts';
import { api } from '../api/client.ts';
import { meQuery } from '../api/me.ts';
import type { Search } from '../shell/search-text.ts';
import { Card } from '../ui/card.tsx';
import { Instant } from '../ui/instant.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import classes from './terms-page.module.css';

const termsKey = ['portal', 'terms'];

/** What has to be accepted once before the portal opens. */
export function TermsPage() {
  const router = useRouter();
  const queryClient = useQueryClient();
  const { back } = useSearch({ strict: false }) as Search;
  const terms = useQuery({
    queryKey: termsKey,
    queryFn: ({ signal }) => api.get<Terms>('/api/portal/terms', { signal }),
  });
  const accept = useMutation({
    mutationFn: (version: number) => api.post<Terms>('/api/portal/terms/acceptance', { body: { version } }),
    onSuccess: async (accepted) => {
      queryClient.setQueryData(termsKey, accepted);
      await queryClient.fetchQuery({ ...meQuery, staleTime: 0 });
      router.history.push(back?.startsWith('/portal') === true ? back : '/portal');
    },
    // Newer ones were published meanwhile.
    onError: () => terms.refetch(),
  });
  const shown = terms.data;
  return (
    <>
      <PageTitle
        title="API Terms of Use"
        description={
          shown === undefined ? (
            'They open the developer portal.'
          ) : (
            <>
              Version {shown.version}, published <Instant at={shown.publishedAt} />
            </>
          )
        }
      />
      <ProblemAlert error={terms.error} onRetry={() => void terms.refetch()} />
      {shown === undefined ? (
        terms.error === null ? (
          <Skeleton height={240} radius="lg" />
        ) : null
      ) : (
        <Card>
          <div className={classes['text']}>
            {paragraphsOf(shown.text).map((paragraph) => (
              <p key={paragraph}>{paragraph}</p>
            ))}
          </div>
          <ProblemAlert title="The terms were not accepted" error={accept.error} />
          {shown.acceptedAt === null ? (
            <Group mt="lg" gap="md">
              <Button loading={accept.isPending} onClick={() => accept.mutate(shown.version)}>
                Accept
              </Button>
              <Text size="sm" c="dimmed">
                The version, the time, your name and your address are kept.
              </Text>
            </Group>
          ) : (
            <Text mt="lg" size="sm" c="dimmed">
              You accepted them <Instant at={shown.acceptedAt} />.
            </Text>
          )}
        </Card>
      )}
    </>
  );
}

/** Without the heading, which the page has, and with lines as long as the page allows. */
function paragraphsOf(text: string): string[] {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replaceAll(/\s*\n\s*/g, ' ').trim())
    .filter((paragraph) => paragraph !== '' && paragraph !== 'API Terms of Use');
}
