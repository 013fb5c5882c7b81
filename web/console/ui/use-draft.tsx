import { Alert, Button, Group } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useDebouncedCallback, useWindowEvent } from '@mantine/hooks';
import { IconHistory } from '@tabler/icons-react';
import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useMe } from '../api/me.ts';
import { forgetDraft, readDraft, writeDraft } from './draft-store.ts';
import { Instant } from './instant.tsx';

const PAUSE_MS = 400;

/**
 * Keeps what is typed into a form over a reload. Returns the notice that says so, to be put above the form; `forget`, to be called
 * once it was sent and the form goes away; and `restart`, where the form stays and begins from other values. `withoutSecrets` makes
 * of the values what may be kept: secrets never. Where `etag` is told, that of the state from which one types, it is kept beside them:
 * what is saved of a restored draft is to be saved with the `etag` returned, so that what somebody else changed meanwhile is not
 * overwritten unseen; `rebase` is called once it was seen.
 */
export function useDraft<Values extends object>(
  name: string,
  form: UseFormReturnType<Values>,
  withoutSecrets: (values: Values) => Partial<Values>,
  etag?: string,
): {
  readonly notice: ReactNode;
  readonly forget: () => void;
  readonly restart: (values: Values) => void;
  readonly etag: string | undefined;
  readonly rebase: () => void;
} {
  const key = `${useMe().person.id}.${name}`;
  const [initial, setInitial] = useState(() => form.getValues());
  const [restoredAt, setRestoredAt] = useState<string>();
  const [restoredEtag, setRestoredEtag] = useState<string>();
  const isForgotten = useRef(false);

  const restore = useEffectEvent(() => {
    const draft = readDraft<Partial<Values>>(key);
    if (draft === undefined) return;
    form.setValues(draft.values);
    setRestoredAt(draft.savedAt);
    setRestoredEtag(draft.etag);
  });
  useEffect(() => restore(), [key]);

  // Whoever leaves or reloads at once has typed it all the same.
  const save = useDebouncedCallback(
    () => {
      if (!isForgotten.current) writeDraft(key, withoutSecrets(form.getValues()), restoredEtag ?? etag);
    },
    { delay: PAUSE_MS, flushOnUnmount: true },
  );
  useWindowEvent('pagehide', () => save.flush());
  const dropDraft = (): void => {
    save.cancel();
    forgetDraft(key);
    setRestoredAt(undefined);
    setRestoredEtag(undefined);
  };
  const saveChanged = useEffectEvent(() => {
    if (JSON.stringify(form.getValues()) !== JSON.stringify(initial)) save();
    else dropDraft();
  });
  const typed = JSON.stringify(form.getValues());
  useEffect(() => saveChanged(), [typed]);

  const forget = (): void => {
    isForgotten.current = true;
    forgetDraft(key);
  };
  const restart = (values: Values): void => {
    dropDraft();
    setInitial(values);
    form.setValues(values);
    form.clearErrors();
  };
  const notice =
    restoredAt === undefined ? null : <Notice at={restoredAt} onDiscard={() => restart(initial)} />;
  const rebase = (): void => setRestoredEtag(undefined);
  return { notice, forget, restart, etag: restoredEtag ?? etag, rebase };
}

function Notice({ at, onDiscard }: { readonly at: string; readonly onDiscard: () => void }) {
  return (
    <Alert variant="default" icon={<IconHistory aria-hidden />} mb="md">
      <Group justify="space-between" gap="sm">
        <span>
          What you typed <Instant at={at} show="relative" /> is back. Secrets were not kept.
        </span>
        <Button size="xs" variant="default" onClick={onDiscard}>
          Discard it
        </Button>
      </Group>
    </Alert>
  );
}
