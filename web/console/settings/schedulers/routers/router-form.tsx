import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { hasCode } from '../../../api/problem.ts';
import type { Tagged } from '../../../api/client.ts';
import { Card } from '../../../ui/card.tsx';
import { ConflictAlert } from '../../../ui/conflict-alert.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { useBrands } from '../brands-query.ts';
import fieldClasses from '../scheduler-fields.module.css';
import classes from '../scheduler-layout.module.css';
import { NamedSelect } from './named-select.tsx';
import type { RouterView } from './router-query.ts';
import { toBody } from './router-values.ts';
import { RulesFields } from './rules-fields.tsx';
import { useRouterForm } from './use-router-form.ts';

/** Name, key and rules of a router. */
export function RouterForm({
  shown,
  onSaved,
}: {
  readonly shown: Tagged<RouterView> | undefined;
  readonly onSaved: (router: RouterView) => void;
}) {
  const { form, base, isChanged, save, placed, startFrom, draft } = useRouterForm(shown, onSaved);
  const brands = useBrands();
  const isConflict = hasCode(save.error, 'changed_meanwhile');
  return (
    <form
      noValidate
      onSubmit={form.onSubmit(
        (values) => save.mutate(values),
        (errors) => form.getInputNode(Object.keys(errors)[0] ?? '')?.focus(),
      )}
    >
      {draft.notice}
      <Card title="Router">
        <div className={fieldClasses['fields']}>
          <TextInput
            label="Name"
            maxLength={200}
            autoComplete="off"
            required
            {...form.getInputProps('name')}
          />
          <NamedSelect
            label="Opened with the install key of"
            any="Any brand"
            data={(brands.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            value={form.values.brandId}
            onChange={(id) => form.setFieldValue('brandId', id)}
            error={form.errors['brandId']}
            path="brandId"
          />
        </div>
      </Card>
      <RulesFields form={form} />
      <div className={classes['bar']} data-changed={isChanged || undefined}>
        <Stack gap="sm">
          {isConflict && base !== undefined ? (
            <ConflictAlert
              what="this router"
              differences={differencesOf(base.data, toBody(form.values))}
              onTakeTheirs={() => startFrom(base)}
            />
          ) : (
            <ProblemAlert title="The router was not saved" error={save.error} hiddenFields={placed} />
          )}
          <Group justify="flex-end" gap="xs">
            <Text size="sm" c="dimmed" mr="auto" role="status">
              {isChanged && base !== undefined ? 'Not saved yet' : ''}
            </Text>
            {isChanged && base !== undefined && !isConflict ? (
              <Button variant="default" onClick={() => startFrom(base)}>
                Discard
              </Button>
            ) : null}
            <Button type="submit" loading={save.isPending} disabled={!isChanged && base !== undefined}>
              {base === undefined ? 'Make the router' : isConflict ? 'Save mine all the same' : 'Save'}
            </Button>
          </Group>
        </Stack>
      </div>
    </form>
  );
}

function differencesOf(theirs: RouterView, mine: ReturnType<typeof toBody>) {
  const isOtherRules = JSON.stringify(theirs.rules) !== JSON.stringify(mine.rules);
  return [
    ...(theirs.name === mine.name ? [] : [{ label: 'Name', theirs: theirs.name }]),
    ...(theirs.brandId === mine.brandId
      ? []
      : [{ label: 'Opened with', theirs: theirs.brandId ?? 'any brand' }]),
    ...(isOtherRules
      ? [
          {
            label: 'Rules',
            theirs:
              theirs.rules
                .map(({ zipPrefix, schedulerId }) => `${zipPrefix ?? 'any ZIP'} → ${schedulerId}`)
                .join(', ') || 'none',
          },
        ]
      : []),
  ];
}
