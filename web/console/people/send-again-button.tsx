import { Button } from '@mantine/core';

/** For whoever was invited and has not come in. */
export function SendAgainButton({ name, onClick }: { readonly name: string; readonly onClick: () => void }) {
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
