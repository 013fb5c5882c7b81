import { Select } from '@mantine/core';
import { deliveryStates } from '../../../deliveries/delivery-words.ts';
import { formatInstant } from '../../../ui/format-instant.ts';
import { usePastDeliveries } from './payload-query.ts';

const EXAMPLE = 'example';

/** The example of the catalogue, or what a past session told. */
export function PayloadSelect({
  eventType,
  value,
  onChange,
}: {
  readonly eventType: string;
  /** The id of a delivery; empty: the example. */
  readonly value: string;
  readonly onChange: (deliveryId: string) => void;
}) {
  const { data } = usePastDeliveries(eventType);
  const past = (data?.data ?? []).map(({ id, occurredAt, tenantId, state }) => ({
    value: id,
    label: `${formatInstant(new Date(occurredAt))} · tenant ${tenantId} · ${deliveryStates[state].word.toLowerCase()}`,
  }));
  // An older one, to which a link led.
  const isUnknown = value !== '' && !past.some((one) => one.value === value);
  const shown = isUnknown ? [{ value, label: `Delivery ${value}` }, ...past] : past;
  return (
    <Select
      label="Payload"
      {...(data !== undefined &&
        past.length === 0 && { description: 'Past sessions are offered once there are some.' })}
      allowDeselect={false}
      searchable={past.length > 5}
      nothingFoundMessage="None of the newest fits"
      data={[
        { value: EXAMPLE, label: 'Example of the catalogue' },
        ...(shown.length === 0 ? [] : [{ group: 'Past sessions, the newest first', items: shown }]),
      ]}
      value={value === '' ? EXAMPLE : value}
      onChange={(chosen) => onChange(chosen === null || chosen === EXAMPLE ? '' : chosen)}
    />
  );
}
