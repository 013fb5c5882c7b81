import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { toast } from '../../ui/toast.ts';
import { useApp } from './app-query.ts';
import { audienceOf, type AudienceList, bodyOf, nameOf } from './audience.ts';
import { useAppChange } from './use-app-change.ts';

/** Takes a tenant or a network off the list. */
export function RemoveNamed({
  list,
  id,
  isConnected,
  onClose,
}: {
  readonly list: AudienceList;
  /** Undefined: nothing is to be removed. */
  readonly id: number | undefined;
  readonly isConnected: boolean;
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
      {isConnected
        ? 'It stays connected and goes on receiving: the consent is its own. Only its administrator can end it.'
        : 'It can no longer connect the app. You can add it again at any time.'}
    </ConfirmDialog>
  );
}
