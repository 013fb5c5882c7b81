import { Text } from '@mantine/core';
import type { FormErrors } from '@mantine/form';

/** Beside the button, since what is missing may stand a long way above it. */
export function MissingFields({ errors }: { readonly errors: FormErrors }) {
  const count = Object.values(errors).filter(Boolean).length;
  return (
    <Text role="status" size="sm" c="var(--bad)" fw={550} hidden={count === 0}>
      {count === 0
        ? ''
        : count === 1
          ? 'One field above needs another look.'
          : `${count} fields above need another look.`}
    </Text>
  );
}
