import { Button, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { IconAlertTriangle, IconClock } from '@tabler/icons-react';
import type { Refusal } from '../../../../src/apps/refusal.ts';
import type { AppView } from '../../../../src/apps/schema.ts';
import { api } from '../../api/client.ts';
import { path } from '../../api/path.ts';
import { Instant } from '../../ui/instant.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { toast } from '../../ui/toast.ts';

/** That the vendor did not approve the app, and why; asked again, that it is being looked at anew. */
export function RefusalNotice({
  appId,
  refusal: { reason, at, askedAgainAt },
}: {
  readonly appId: string;
  readonly refusal: Refusal;
}) {
  const queryClient = useQueryClient();
  const ask = useMutation({
    mutationFn: async () => {
      await api.post<AppView>(path`/api/portal/apps/${appId}/approval-request`);
      await queryClient.invalidateQueries({ queryKey: ['portal', 'apps'] });
    },
    onSuccess: () => toast.good('The vendor is asked again.'),
  });
  const isAsked = askedAgainAt !== null;
  return (
    <Notice
      kind={isAsked ? 'warn' : 'bad'}
      role={isAsked ? 'status' : 'alert'}
      mb="md"
      icon={isAsked ? IconClock : IconAlertTriangle}
      title={isAsked ? 'The vendor looks at this app again' : 'The vendor has refused to approve this app'}
    >
      <Text size="sm" style={{ whiteSpace: 'pre-line' }}>
        {reason}
      </Text>
      <Text size="sm" mt={6}>
        Refused <Instant at={at} />
        {isAsked ? (
          <>
            , asked again <Instant at={askedAgainAt} />.
          </>
        ) : (
          '. Mend what is named, save it, then ask again.'
        )}{' '}
        Tenants of your own organisation can use it meanwhile.
      </Text>
      <ProblemAlert title="The vendor was not asked" error={ask.error} />
      {isAsked ? null : (
        <Button mt="sm" size="xs" variant="default" loading={ask.isPending} onClick={() => ask.mutate()}>
          Ask again
        </Button>
      )}
    </Notice>
  );
}
