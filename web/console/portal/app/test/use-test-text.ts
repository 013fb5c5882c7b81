import { useWindowEvent } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMe } from '../../../api/me.ts';
import { forgetDraft, readDraft, writeDraft } from '../../../ui/draft-store.ts';
import { useAppId } from '../app-query.ts';
import type { Payload } from './payload-query.ts';

/**
 * The data of a test as it is edited, for each event and payload by itself: another one can be looked at, or another tab, and the
 * edits are still there. Those of the example survive a reload, too; what a past session told of a visitor stays in memory, and the browser asks before it
 * is lost.
 */
export function useTestText(
  eventType: string,
  deliveryId: string,
  payload: Payload | undefined,
): readonly [text: string, setText: (text: string) => void] {
  const appId = useAppId();
  const queryClient = useQueryClient();
  const isExample = deliveryId === '';
  const key = `${useMe().person.id}.test.${appId}.${eventType}`;
  const queryKey = ['portal', 'edited test', appId, eventType, deliveryId];
  const { data } = useQuery<string>({ queryKey, enabled: false, gcTime: Number.POSITIVE_INFINITY });
  const [text, setText] = useState(
    () =>
      data ?? (isExample ? readDraft<{ text: string }>(key)?.values.text : undefined) ?? payload?.text ?? '',
  );
  const edit = (edited: string): void => {
    setText(edited);
    queryClient.setQueryData(queryKey, edited);
    if (!isExample) return;
    if (edited === payload?.text) forgetDraft(key);
    else writeDraft(key, { text: edited });
  };
  useWindowEvent('beforeunload', (event) => {
    if (!isExample && payload !== undefined && text !== payload.text) event.preventDefault();
  });
  return [text, edit];
}
