import { Select, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTenant } from '../../tenant-query.ts';

interface Named {
  readonly value: string;
  readonly label: string;
}

const ANY = 'any';
const OTHER = 'other';

/** One of the tenant's own, or one of another tenant of its network, of which one knows the id alone. */
export function NamedSelect({
  label,
  data,
  any,
  value,
  onChange,
  error,
  path,
}: {
  readonly label: string;
  readonly data: readonly Named[];
  /** What stands for none, if that may be. */
  readonly any?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error?: ReactNode;
  readonly path: string;
}) {
  const { network } = useTenant();
  const isOwn = value === '' || data.some((one) => one.value === value);
  const [asksOther, setAsksOther] = useState(false);
  const isOther = asksOther || (!isOwn && data.length > 0);
  const choices = [
    ...(any === undefined ? [] : [{ value: ANY, label: any }]),
    ...data,
    ...(network !== null || isOther ? [{ value: OTHER, label: 'Of another tenant, by ID' }] : []),
  ];
  const shown = value === '' ? (any === undefined ? null : ANY) : value;
  return (
    <div>
      <Select
        label={label}
        placeholder="Choose one"
        data={choices}
        allowDeselect={false}
        value={isOther ? OTHER : shown}
        error={isOther ? undefined : error}
        data-path={isOther ? undefined : path}
        onChange={(chosen) => {
          setAsksOther(chosen === OTHER);
          onChange(chosen === ANY || chosen === OTHER ? '' : (chosen ?? ''));
        }}
      />
      {isOther ? (
        <TextInput
          mt={6}
          aria-label={`${label}: ID`}
          placeholder="ID"
          maxLength={200}
          autoComplete="off"
          value={value}
          error={error}
          data-path={path}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      ) : null}
    </div>
  );
}
