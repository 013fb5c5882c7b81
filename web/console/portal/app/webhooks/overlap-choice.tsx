import { Radio, Stack } from '@mantine/core';

/** How long the old key signs along. */
export function OverlapChoice({
  value,
  onChange,
  what,
}: {
  readonly value: string;
  readonly onChange: (hours: string) => void;
  /** "key" */
  readonly what: string;
}) {
  return (
    <Radio.Group label={`The old ${what} signs along for`} value={value} onChange={onChange}>
      <Stack gap="xs" mt="xs">
        <Radio value="24" label="24 hours" description="Time to change over without refusing anything." />
        <Radio value="168" label="7 days" description="For several servers, or releases that take longer." />
        <Radio
          value="0"
          label="Not at all"
          description={`For a ${what} that has leaked: servers refuse what comes until they have the new one.`}
        />
      </Stack>
    </Radio.Group>
  );
}
