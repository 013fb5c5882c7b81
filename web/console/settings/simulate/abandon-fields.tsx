import { Checkbox, Select, Text } from '@mantine/core';
import type { SchedulerView } from '../../../../src/schedulers/schema.ts';
import { blockers } from '../sessions/explain-entry.ts';
import { departures, foretell, isContactLeft, lastSteps, type Leaving } from './leavings.ts';

/** A choice of a form, where nothing may be chosen. */
export type Wanted = Omit<Leaving, 'blockerType'> & { readonly blockerType: Leaving['blockerType'] | null };

/** When and how a visitor who abandons goes, and what then follows. */
export function AbandonFields({
  scheduler,
  wanted,
  onChange,
}: {
  readonly scheduler: SchedulerView | undefined;
  readonly wanted: Wanted;
  readonly onChange: (change: Partial<Wanted>) => void;
}) {
  return (
    <>
      <Select
        label="Leaves after"
        allowDeselect={false}
        data={lastSteps}
        value={wanted.leavesAfter}
        onChange={(leavesAfter) => onChange({ leavesAfter: leavesAfter ?? 'details' })}
      />
      <Select
        label="Leaves by"
        allowDeselect={false}
        data={departures}
        value={wanted.leaves}
        onChange={(leaves) => onChange({ leaves: leaves ?? 'closed' })}
      />
      <Select
        label="Stopped by"
        placeholder="Nothing"
        clearable
        clearButtonProps={{ 'aria-label': 'Stopped by nothing' }}
        data={Object.entries(blockers).map(([value, label]) => ({
          value: value as Leaving['blockerType'],
          label,
        }))}
        value={wanted.blockerType}
        onChange={(blockerType) => onChange({ blockerType })}
      />
      {isContactLeft(wanted) ? (
        <Checkbox
          label="Has just booked with the same contact"
          checked={wanted.bookedBefore}
          onChange={(event) => onChange({ bookedBefore: event.currentTarget.checked })}
        />
      ) : null}
      {scheduler === undefined ? null : (
        <Text size="sm" c="dimmed" role="status">
          {foretell(scheduler, wanted)}
        </Text>
      )}
    </>
  );
}
