import { Button } from '@mantine/core';
import type { PersonView } from './person-view.ts';

/** For whoever was invited and has not come in. */
export function SendAgainButton({
  person: { name, disabledAt, hasAccepted },
  onClick,
}: {
  readonly person: PersonView;
  readonly onClick: () => void;
}) {
  if (hasAccepted || disabledAt !== null) return null;
  return (
    <Button
      size="compact-sm"
      variant="default"
      aria-label={`Send the invitation of ${name} again`}
      onClick={onClick}
    >
      Send again
    </Button>
  );
}
