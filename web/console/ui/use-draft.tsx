import { Alert, Button, Group } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconHistory } from '@tabler/icons-react';
import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useMe } from '../api/me.ts';
import { forgetDraft, readDraft, writeDraft } from './draft-store.ts';
import { Instant } from './instant.tsx';

const PAUSE_MS = 400;

/**
 * Keeps what is typed into a form over a reload. Returns the notice that says so, to be put above the form; `forget`, to be called
 * once it was sent and the form goes away; and `restart`, where the form stays and begins from other values. `withoutSecrets` makes
 * of the values what may be kept: secrets never.
 */
export function useDraft<Values extends object>(
  name: string,
  form: UseFormReturnType<Values>,
  withoutSecrets: (values: Values) => Partial<Values>,
): {
  readonly notice: ReactNode;
  readonly forget: () => void;
  readonly restart: (values: Values) => void;
} {
  const key = `${useMe().person.id}.${name}`;
  const [initial, setInitial] = useState(() => form.getValues());
  const [restoredAt, setRestoredAt] = useState<string>();
  const isForgotten = useRef(false);

  const restore = useEffectEvent(() => {
    const draft = readDraft<Partial<Values>>(key);
    if (draft === undefined) return;
    form.setValues(draft.values);
    setRestoredAt(draft.savedAt);
  });
  useEffect(() => restore(), [key]);

  const save = useDebouncedCallback(() => {
    if (!isForgotten.current) writeDraft(key, withoutSecrets(form.getValues()));
  }, PAUSE_MS);
  const saveChanged = useEffectEvent(() => {
    if (JSON.stringify(form.getValues()) !== JSON.stringify(initial)) save();
  });
  const typed = JSON.stringify(form.getValues());
  useEffect(() => saveChanged(), [typed]);

  const forget = (): void => {
    isForgotten.current = true;
    forgetDraft(key);
  };
  const restart = (values: Values): void => {
    save.cancel();
    forgetDraft(key);
    setInitial(values);
    form.setValues(values);
    form.clearErrors();
    setRestoredAt(undefined);
  };
  const notice =
    restoredAt === undefined ? null : <Notice at={restoredAt} onDiscard={() => restart(initial)} />;
  return { notice, forget, restart };
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
