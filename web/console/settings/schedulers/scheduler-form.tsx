import { Button, Group, Stack, Text } from '@mantine/core';
import type { SchedulerView } from '../../../../src/schedulers/schema.ts';
import type { Tagged } from '../../api/client.ts';
import { hasCode } from '../../api/problem.ts';
import { ConflictAlert } from '../../ui/conflict-alert.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useBrands } from './brands-query.ts';
import { SchedulerFields } from './scheduler-fields.tsx';
import classes from './scheduler-layout.module.css';
import { describeSetting, type SchedulerSettings, settingsOf } from './scheduler-values.ts';
import { useSchedulerForm } from './use-scheduler-form.ts';

/** Changes what is set of a scheduler. */
export function SchedulerForm({ shown }: { readonly shown: Tagged<SchedulerView> }) {
  const { form, base, changes, save, placed, startFrom, notice } = useSchedulerForm(shown);
  const brands = useBrands();
  const brandName = (id: string) => brands.data?.find((brand) => brand.id === id)?.name ?? id;
  const changed = Object.keys(changes) as (keyof SchedulerSettings)[];
  const isConflict = hasCode(save.error, 'changed_meanwhile');
  return (
    <form
      noValidate
      onSubmit={form.onSubmit(
        () => save.mutate(),
        (errors) => form.getInputNode(Object.keys(errors)[0] ?? '')?.focus(),
      )}
    >
      {notice}
      <SchedulerFields form={form} saved={base.data} />
      <div className={classes['bar']} data-changed={changed.length > 0 || undefined}>
        <Stack gap="sm">
          {isConflict ? (
            <ConflictAlert
              what="this scheduler"
              differences={changed.map((field) => {
                const { label, text } = describeSetting(field, settingsOf(base.data), brandName);
                return { label, theirs: text };
              })}
              onTakeTheirs={() => startFrom(base)}
            />
          ) : (
            <ProblemAlert title="The changes were not saved" error={save.error} hiddenFields={placed} />
          )}
          <Group justify="flex-end" gap="xs">
            <Text size="sm" c="dimmed" mr="auto" role="status">
              {changed.length === 0
                ? ''
                : `Not saved yet: ${changed.map((field) => describeSetting(field, settingsOf(base.data), brandName).label.toLowerCase()).join(', ')}`}
            </Text>
            {changed.length === 0 || isConflict ? null : (
              <Button variant="default" onClick={() => startFrom(base)}>
                Discard
              </Button>
            )}
            <Button type="submit" loading={save.isPending} disabled={changed.length === 0}>
              {isConflict ? 'Save mine all the same' : 'Save'}
            </Button>
          </Group>
        </Stack>
      </div>
    </form>
  );
}
