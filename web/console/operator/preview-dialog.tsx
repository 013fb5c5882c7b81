import type { TenantView } from '../../../src/tenants/schema.ts';
import { api, type Tagged } from '../api/client.ts';
import { path } from '../api/path.ts';
import { toast } from '../ui/toast.ts';
import { NoteDialog } from './note-dialog.tsx';

/** Switches the preview of a tenant to what it was not when that was asked. */
export function PreviewDialog({
  switched,
  onClose,
  onSwitched,
}: {
  /** The tenant as it was when the dialog was opened; undefined: it is not. */
  readonly switched: Tagged<TenantView> | undefined;
  readonly onClose: () => void;
  readonly onSwitched: () => Promise<unknown>;
}) {
  const { id = 0, name = '', preview = false } = switched?.data ?? {};
  const [on, word] = preview ? [false, 'off'] : [true, 'on'];
  return (
    <NoteDialog
      opened={switched !== undefined}
      onClose={onClose}
      title={`Turn the preview ${word} for ${name}?`}
      confirm={`Turn it ${word}`}
      isDangerous={!on}
      onConfirm={async (note) => {
        await api.post(path`/api/operator/tenants/${id}/preview`, { body: { on, note } });
        await onSwitched();
        toast.good(`The preview of ${name} is ${word}.`);
      }}
    >
      {on
        ? 'From now on its events are delivered to the apps that it has connected.'
        : 'From now on its events are recorded, and none is delivered: the log of each says that the preview was off.'}
    </NoteDialog>
  );
}
