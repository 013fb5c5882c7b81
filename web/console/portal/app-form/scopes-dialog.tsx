import { Button, Checkbox, Fieldset, Group, Modal, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { portalCatalogueQuery } from './portal-catalogue.ts';

interface DialogProps {
  readonly opened: boolean;
  readonly chosen: readonly string[];
  readonly onDone: (scopes: string[]) => void;
  readonly onClose: () => void;
}

/** Every scope there is, grouped by product. */
export function ScopesDialog({ opened, onClose, ...rest }: DialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Add API Scopes" size="lg">
      <Choice {...rest} />
    </Modal>
  );
}

function Choice({ chosen, onDone }: Pick<DialogProps, 'chosen' | 'onDone'>) {
  const catalogue = useQuery(portalCatalogueQuery);
  const [scopes, setScopes] = useState(() => [...chosen]);
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        Ask for what the app needs, and no more: each tenant sees the list before it allows the app.
      </Text>
      <ProblemAlert error={catalogue.error} onRetry={() => void catalogue.refetch()} />
      {catalogue.isPending ? <Skeleton height={90} radius="md" /> : null}
      <Checkbox.Group value={scopes} onChange={setScopes} aria-label="API scopes">
        {catalogue.data?.products.map(({ product, scopes: ofProduct }) => (
          <Fieldset key={product} legend={product}>
            <Stack gap="md">
              {ofProduct.map(({ scope, part, title, description }) => (
                <Checkbox
                  key={scope}
                  value={scope}
                  label={`${part} = ${scope}`}
                  description={`${title}. ${description}`}
                />
              ))}
            </Stack>
          </Fieldset>
        ))}
      </Checkbox.Group>
      <Group justify="flex-end">
        <Button onClick={() => onDone(scopes)}>Done</Button>
      </Group>
    </Stack>
  );
}
