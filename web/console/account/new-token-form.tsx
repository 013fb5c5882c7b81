import { MultiSelect, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import type { Static } from 'typebox';
import type { NewToken, NewTokenBody } from '../../../src/people/schema.ts';
import { api } from '../api/client.ts';
import { useMe } from '../api/me.ts';
import { showFieldErrors } from '../ui/form-errors.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { SecretOnce } from '../ui/secret-once.tsx';
import { FormActions } from '../ui/form-actions.tsx';

type Scope = NewTokenBody['scopes'][number];

const scopeNames: Readonly<Record<Scope, string>> = {
  'person:read': 'You: read',
  'person:write': 'You: change',
  'portal:read': 'Developer portal: read',
  'portal:write': 'Developer portal: change',
  'settings:read': 'Settings: read',
  'settings:write': 'Settings: change',
  'operator:read': 'Operator: read',
  'operator:write': 'Operator: change',
};
const DAY_MS = 86_400_000;

/** Makes a token and shows it, once. */
export function NewTokenForm({
  onMade,
  onClose,
}: {
  /** The token is there, and is about to be shown. */
  readonly onMade: () => Promise<void>;
  readonly onClose: () => void;
}) {
  const { environment, isOperator } = useMe();
  const form = useForm({
    initialValues: { name: '', scopes: ['portal:read'] as Scope[], days: '90' },
    validate: {
      name: (value) => (value.trim() === '' ? 'Name what it is for.' : null),
      scopes: (value) => (value.length === 0 ? 'Choose at least one.' : null),
    },
  });
  const make = useMutation({
    mutationFn: async ({ name, scopes, days }: typeof form.values) => {
      const expiresAt = new Date(Date.now() + Number(days) * DAY_MS).toISOString();
      const body: NewTokenBody = { name: name.trim(), scopes, expiresAt };
      const made = await api.post<Static<typeof NewToken>>('/api/people/me/tokens', { body });
      await onMade();
      return made;
    },
    onError: (err) => showFieldErrors(form, err),
  });
  if (make.data !== undefined) {
    return (
      <SecretOnce
        label="Token"
        value={make.data.token}
        next="Keep it where only your program can read it."
        onStored={onClose}
      />
    );
  }
  return (
    <form noValidate onSubmit={form.onSubmit((values) => make.mutate(values))}>
      <Stack>
        <ProblemAlert error={make.error} hiddenFields={['name', 'scopes']} />
        <TextInput
          label="Name"
          description="What it is for."
          maxLength={200}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <MultiSelect
          label="May"
          description={`In the ${environment} environment.`}
          data={(Object.entries(scopeNames) as [Scope, string][])
            .filter(([scope]) => isOperator || !scope.startsWith('operator'))
            .map(([value, label]) => ({ value, label }))}
          {...form.getInputProps('scopes')}
        />
        <Select
          label="Expires"
          allowDeselect={false}
          data={[
            { value: '7', label: 'in 7 days' },
            { value: '30', label: 'in 30 days' },
            { value: '90', label: 'in 90 days' },
            { value: '364', label: 'in a year' },
          ]}
          {...form.getInputProps('days')}
        />
        <FormActions onClose={onClose} submit="Make the token" isPending={make.isPending} />
      </Stack>
    </form>
  );
}
