import { Button, Group } from '@mantine/core';

/** The end of a form in a dialog. */
export function FormActions({
  onClose,
  submit,
  isPending,
  isDisabled = false,
}: {
  readonly onClose: () => void;
  readonly submit: string;
  readonly isPending: boolean;
  readonly isDisabled?: boolean;
}) {
  return (
    <Group justify="flex-end" gap="xs">
      <Button variant="default" onClick={onClose}>
        Cancel
      </Button>
      <Button type="submit" loading={isPending} disabled={isDisabled}>
        {submit}
      </Button>
    </Group>
  );
}
