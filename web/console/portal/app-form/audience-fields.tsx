import { ActionIcon, Button, Stack, TextInput, Tooltip } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconPlus, IconX } from '@tabler/icons-react';
import classes from './app-form.module.css';

export interface AudienceValues {
  readonly tenants: { readonly tenantId: string; readonly note: string }[];
  readonly networks: { readonly networkId: string; readonly note: string }[];
}

const words = {
  tenants: { id: 'tenantId', label: 'Tenant ID', add: 'Add tenant', one: 'tenant' },
  networks: { id: 'networkId', label: 'Network ID', add: 'Add network', one: 'network' },
} as const;

/** Ids with an optional note each, as many as there are. */
export function AudienceFields<Values extends AudienceValues>({
  form,
  list,
}: {
  readonly form: UseFormReturnType<Values>;
  readonly list: keyof AudienceValues;
}) {
  const { id, label, add, one } = words[list];
  const rows = form.getValues()[list];
  return (
    <Stack gap="xs" align="stretch">
      {rows.map((_row, index) => {
        const at = `${one} ${index + 1}`;
        const isFirst = index === 0;
        return (
          // oxlint-disable-next-line react/no-array-index-key -- rows have nothing of their own that stays while one types
          <div key={index} className={classes['row']} data-first={isFirst}>
            <TextInput
              {...(isFirst ? { label } : { 'aria-label': `${label}, ${at}` })}
              inputMode="numeric"
              maxLength={16}
              autoComplete="off"
              {...form.getInputProps(`${list}.${index}.${id}`)}
            />
            <TextInput
              {...(isFirst ? { label: 'Note (optional)' } : { 'aria-label': `Note, ${at}` })}
              maxLength={200}
              autoComplete="off"
              {...form.getInputProps(`${list}.${index}.note`)}
            />
            <Tooltip label={`Remove ${at}`}>
              <ActionIcon aria-label={`Remove ${at}`} onClick={() => form.removeListItem(list, index)}>
                <IconX size={16} aria-hidden />
              </ActionIcon>
            </Tooltip>
          </div>
        );
      })}
      <div>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => form.insertListItem(list, { [id]: '', note: '' } as never)}
        >
          {rows.length === 0 ? add : `Add another ${one}`}
        </Button>
      </div>
    </Stack>
  );
}
