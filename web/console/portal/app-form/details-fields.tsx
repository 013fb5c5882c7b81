import { Button, Group, Select, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { IconRefresh } from '@tabler/icons-react';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import classes from './app-form.module.css';
import { generateGuid } from './generate.ts';
import { portalCatalogueQuery } from './portal-catalogue.ts';
import type { DetailsValues } from './values.ts';

interface FieldsProps<Values extends DetailsValues> {
  readonly form: UseFormReturnType<Values>;
}

export function DeveloperDetailsFields<Values extends DetailsValues>({ form }: FieldsProps<Values>) {
  return (
    <div className={classes['fields']}>
      <TextInput
        label="Organization Name"
        maxLength={200}
        autoComplete="organization"
        required
        {...form.getInputProps('organizationName')}
      />
      <TextInput
        label="Organization/App Website"
        placeholder="https://…"
        maxLength={2_000}
        inputMode="url"
        autoComplete="url"
        required
        {...form.getInputProps('website')}
      />
      <TextInput
        label="Email Address"
        description="Where tenants reach you about the app."
        maxLength={320}
        inputMode="email"
        autoComplete="email"
        required
        className={classes['wide']}
        {...form.getInputProps('email')}
      />
    </div>
  );
}

export function AppDetailsFields<Values extends DetailsValues>({ form }: FieldsProps<Values>) {
  const catalogue = useQuery(portalCatalogueQuery);
  const guid = form.getValues().externalDataGuid;
  return (
    <div className={classes['fields']}>
      <TextInput
        label="App Name"
        description="Tenants see it when they connect."
        maxLength={200}
        required
        {...form.getInputProps('name')}
      />
      <Select
        label="App Category"
        description="What the app is mostly for."
        placeholder={catalogue.isPending ? 'Being loaded…' : 'Choose one'}
        data={
          catalogue.data?.categories ?? (form.getValues().category === '' ? [] : [form.getValues().category])
        }
        required
        allowDeselect={false}
        {...form.getInputProps('category')}
      />
      {catalogue.error === null ? null : (
        <div className={classes['wide']}>
          <ProblemAlert
            title="The categories could not be read"
            error={catalogue.error}
            onRetry={() => void catalogue.refetch()}
          />
        </div>
      )}
      <Textarea
        label="Description"
        description="What it does for a tenant, in a few sentences."
        maxLength={2_000}
        autosize
        minRows={3}
        maxRows={10}
        required
        className={classes['wide']}
        {...form.getInputProps('description')}
      />
      <Group gap="xs" wrap="nowrap" className={classes['withButton']}>
        <TextInput
          label="External Data Application GUID"
          description="Under it the app’s own key/value data on records is kept apart. May be left blank."
          placeholder="00000000-0000-0000-0000-000000000000"
          maxLength={100}
          className={classes['grows']}
          classNames={{ input: classes['mono'] ?? '' }}
          rightSection={
            guid === '' ? null : <CopyButton value={guid} what="External Data Application GUID" />
          }
          {...form.getInputProps('externalDataGuid')}
        />
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          aria-label="Generate a GUID"
          onClick={() => {
            form.setFieldValue('externalDataGuid', generateGuid() as never);
            form.clearFieldError('externalDataGuid');
          }}
        >
          Generate
        </Button>
      </Group>
    </div>
  );
}
