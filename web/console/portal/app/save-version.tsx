import { Stack, Text } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { VersionDiff as Diff } from '../../../../src/apps/version-diff.ts';
import { hasCode } from '../../api/problem.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { showFieldErrors } from '../../ui/form-errors.ts';
import { toast } from '../../ui/toast.ts';
import { type AccessValues, toEvent } from '../app-form/values.ts';
import { useApp } from './app-query.ts';
import type { MadeKeys } from './made-keys.ts';
import { useAppChange } from './use-app-change.ts';
import { VersionDiff } from './version-diff.tsx';

/** The version that is about to be made, with what it changes. */
export function SaveVersion({
  opened,
  onClose,
  form,
  diff,
  onSaved,
}: {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly form: UseFormReturnType<AccessValues>;
  readonly diff: Diff;
  readonly onSaved: (keys: MadeKeys) => void;
}) {
  const next = useApp().data.version + 1;
  const change = useAppChange();
  const save = async (): Promise<void> => {
    const { scopes, events } = form.getValues();
    try {
      onSaved(await change('patch', '', { scopes, events: events.map(toEvent) }));
      toast.good(`Version ${next} is made.`);
    } catch (err) {
      // What is wrong with a field is better read beside it.
      const placed = showFieldErrors(form, err);
      if (placed.length > 0) return;
      if (!hasCode(err, 'changed_meanwhile')) throw err;
      // What is asked for now stands in the form behind this dialog, and the difference is another one.
      toast.bad(`Version ${next} was not made. Look again.`, err);
    }
  };
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={`Make version ${next}?`}
      confirm={`Make version ${next}`}
      onConfirm={save}
    >
      <Stack gap="sm">
        <VersionDiff diff={diff} />
        <Text size="sm">
          Tenants that are connected keep their version, and its events, until their administrators upgrade.
        </Text>
      </Stack>
    </ConfirmDialog>
  );
}
