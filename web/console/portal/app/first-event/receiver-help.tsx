import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { IconEye } from '@tabler/icons-react';
import type { RevealedKey } from '../../../../../src/apps/signing-schema.ts';
import { api } from '../../../api/client.ts';
import { path } from '../../../api/path.ts';
import { RouteLink } from '../../../shell/route-link.tsx';
import { CodeView } from '../../../ui/code-view.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { quote } from '../deliveries/to-curl.ts';
import classes from './folded.module.css';
import { receiverQuery } from './receiver-query.ts';

/** A whole server to begin with, and the key to run it with. */
export function ReceiverHelp({ appId, eventType }: { readonly appId: string; readonly eventType: string }) {
  const receiver = useQuery(receiverQuery);
  const reveal = useMutation({
    mutationFn: () => api.post<RevealedKey>(path`/api/portal/apps/${appId}/webhooks/${eventType}/key-reveal`),
    // Kept nowhere but in this page, and only until it is left.
    gcTime: 0,
  });
  const key = reveal.data?.hmacKey;
  return (
    <details className={classes['folded']}>
      <summary>No server yet? Start with this one</summary>
      <Stack gap="sm" mt="sm">
        <Text size="sm">
          Save it as <code>receiver.mjs</code>. It needs Node and nothing else, verifies each POST and says
          so.{' '}
          <RouteLink href="/portal/verify" className={classes['link']}>
            Other languages
          </RouteLink>
        </Text>
        {receiver.data === undefined ? (
          receiver.error === null ? (
            <Skeleton height={260} radius="md" />
          ) : (
            <ProblemAlert
              title="The receiver could not be read"
              error={receiver.error}
              onRetry={() => void receiver.refetch()}
            />
          )
        ) : (
          <CodeView code={receiver.data} label="receiver.mjs" maxHeight={260} />
        )}
        <CodeView code={`HMAC_KEY=${quote(key ?? '…')} node receiver.mjs`} label="Start it" />
        {key === undefined ? (
          <Group gap="sm">
            <Button
              variant="default"
              leftSection={<IconEye size={16} aria-hidden />}
              loading={reveal.isPending}
              onClick={() => reveal.mutate()}
            >
              Put in the HMAC key
            </Button>
            <Text size="sm" c="dimmed">
              The audit log notes that you saw it.
            </Text>
          </Group>
        ) : null}
        <ProblemAlert error={reveal.error} title="The key was not revealed" />
      </Stack>
    </details>
  );
}
