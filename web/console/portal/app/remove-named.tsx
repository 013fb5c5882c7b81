import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { toast } from '../../ui/toast.ts';
import { useApp } from './app-query.ts';
import { audienceOf, type AudienceList, bodyOf, nameOf } from './audience.ts';
import type { Connection } from './connections-query.ts';
import { useAppChange } from './use-app-change.ts';

/** Takes a tenant or a network off the list. */
export function RemoveNamed({
  list,
  id,
  state,
  onClose,
}: {
  readonly list: AudienceList;
  /** Undefined: nothing is to be removed. */
  readonly id: number | undefined;
  /** What a tenant made of the app. */
  readonly state?: Connection['state'] | undefined;
  readonly onClose: () => void;
}) {
  const app = useApp().data;
  const change = useAppChange();
  const name = `${nameOf(list)} ${id ?? ''}`;
  return (
    <ConfirmDialog
      opened={id !== undefined}
      onClose={onClose}
      title={`Remove the ${name}?`}
      confirm={`Remove ${name}`}
      isDangerous
      onConfirm={async () => {
        await change(
          'put',
          `/${list}`,
          bodyOf(
            list,
            audienceOf(app, list).filter((one) => one.id !== id),
          ),
        );
        toast.good(`The ${name} is removed.`);
      }}
    >
      {list === 'networks'
        ? 'Its tenants that are connected stay connected and go on receiving: the consent is theirs. No other tenant of it can connect the app. You can add it again at any time.'
        : consequenceOf(state)}
    </ConfirmDialog>
  );
}

function consequenceOf(state: Connection['state'] | undefined): string {
  if (state === 'connected')
    return 'It stays connected and goes on receiving: the consent is its own. Only its administrator can end it.';
  if (state === 'disabled')
    return 'Its connection stays as it is, disabled. Only its administrator can enable or end it: the consent is its own.';
  return 'It can no longer connect the app. You can add it again at any time.';
}
