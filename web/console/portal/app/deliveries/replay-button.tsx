import { Button } from '@mantine/core';
import { IconRepeat } from '@tabler/icons-react';
import { useState } from 'react';
import type { DeliveryDetail } from '../../../../../src/delivery-log/schema.ts';
import { useShortcuts } from '../../../shell/shortcuts.ts';
import { useCommands } from '../../../shell/commands.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { useAppId } from '../app-query.ts';
import { useReplay } from './use-replay.ts';

/** Sends a delivery again; asks first where the server has taken it already. Off where it would be refused. */
export function ReplayButton({ delivery }: { readonly delivery: DeliveryDetail }) {
  const replay = useReplay(useAppId());
  const [isAsking, setAsking] = useState(false);
  const isPossible = delivery.replayRefusal === null && !replay.isPending;
  const begin = (): boolean => {
    if (!isPossible) return false;
    if (delivery.state === 'delivered') setAsking(true);
    else replay.mutate(delivery.id);
    return true;
  };
  useShortcuts([{ keys: 'r', label: 'Replay this delivery', run: begin }]);
  useCommands(
    isPossible
      ? [{ id: 'delivery replay', label: 'Replay this delivery', icon: IconRepeat, run: begin }]
      : [],
  );
  return (
    <>
      <Button
        leftSection={<IconRepeat size={16} aria-hidden />}
        disabled={delivery.replayRefusal !== null}
        loading={replay.isPending}
        aria-describedby="why-no-replay"
        onClick={begin}
      >
        Replay
      </Button>
      <ConfirmDialog
        opened={isAsking}
        onClose={() => setAsking(false)}
        title="Send it again?"
        confirm="Replay"
        onConfirm={() => replay.mutateAsync(delivery.id)}
      >
        Your server has taken this delivery. It gets it once more, with the same <code>id</code> and{' '}
        <code>userassignedid</code>, by which it can tell that it has seen it.
      </ConfirmDialog>
    </>
  );
}
