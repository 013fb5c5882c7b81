import { Button, Checkbox, Group, Modal, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { portalCatalogueQuery } from './portal-catalogue.ts';

interface DialogProps {
  readonly opened: boolean;
  readonly chosen: readonly string[];
  readonly scopes: readonly string[];
  /** With the scopes that the events need and that are not there yet. */
  readonly onDone: (eventTypes: string[], neededScopes: string[]) => void;
  readonly onClose: () => void;
}

/** Every event type there is. */
export function EventsDialog({ opened, onClose, ...rest }: DialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Add Webhook Events" size="lg">
      <Choice {...rest} />
    </Modal>
  );
}

function Choice({ chosen, scopes, onDone }: Pick<DialogProps, 'chosen' | 'scopes' | 'onDone'>) {
  const catalogue = useQuery(portalCatalogueQuery);
  const [types, setTypes] = useState(() => [...chosen]);
  const all = catalogue.data?.eventTypes ?? [];
  const needed = [
    ...new Set(
      all.filter(({ eventType }) => types.includes(eventType)).map(({ neededScope }) => neededScope),
    ),
  ].filter((scope) => !scopes.includes(scope));
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        Each chosen event is POSTed to the delivery URL that you give it, signed with its HMAC key.
      </Text>
      <ProblemAlert error={catalogue.error} onRetry={() => void catalogue.refetch()} />
      {catalogue.isPending ? <Skeleton height={110} radius="md" /> : null}
      <Checkbox.Group value={types} onChange={setTypes} aria-label="Webhook events">
        <Stack gap="md">
          {all.map(({ eventType, title, description }) => (
            <Checkbox
              key={eventType}
              value={eventType}
              label={title}
              description={
                <>
                  {description} <code>{eventType}</code>
                </>
              }
            />
          ))}
        </Stack>
      </Checkbox.Group>
      <Group justify="space-between" gap="sm">
        <Text size="sm" role="status" flex="1 1 14rem">
          {needed.length === 0 ? '' : `Needs the scope ${needed.join(', ')}: Done adds it.`}
        </Text>
        <Button onClick={() => onDone(types, needed)}>Done</Button>
      </Group>
    </Stack>
  );
}
