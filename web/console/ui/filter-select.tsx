import { Select } from '@mantine/core';

interface Choice {
  readonly value: string;
  readonly label: string;
}

/** What is wider needs the whole width of a telephone. */
const WIDE = 180;

/** Narrows a list to one of some; the empty string leaves all. */
export function FilterSelect({
  label,
  all,
  data,
  value,
  onChange,
  w,
  searchable = false,
  none,
  onOpen,
}: {
  readonly label: string;
  /** What stands there while nothing is chosen. */
  readonly all: string;
  readonly data: readonly (Choice | string)[];
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly w?: number;
  readonly searchable?: boolean;
  /** What stands in the list when nothing is in it. */
  readonly none?: string;
  readonly onOpen?: () => void;
}) {
  return (
    <Select
      label={label}
      wrapperProps={{ 'data-wide': w === undefined || w > WIDE || undefined }}
      placeholder={all}
      {...(w !== undefined && { w })}
      {...(none !== undefined && { nothingFoundMessage: none })}
      {...(onOpen !== undefined && { onDropdownOpen: onOpen })}
      searchable={searchable}
      clearable
      clearButtonProps={{ 'aria-label': all }}
      data={[...data]}
      value={value === '' ? null : value}
      onChange={(chosen) => onChange(chosen ?? '')}
    />
  );
}
