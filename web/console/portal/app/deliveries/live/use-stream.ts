import { useDocumentVisibility } from '@mantine/hooks';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { DeliveryView } from '../../../../../../src/delivery-log/schema.ts';
import { followStream, type StreamState } from '../../../../api/event-stream.ts';

export type LiveState = StreamState | { readonly kind: 'off' };

const OFF = { kind: 'off' } as const;

/**
 * Follows the deliveries of an address while it is on and the page can be seen: a person has four streams, and a tab in the
 * background would keep one for nothing. Seen again, it goes on where it was.
 */
export function useStream(
  url: string,
  isOn: boolean,
  given: { readonly onReady: () => void; readonly onDelivery: (delivery: DeliveryView) => void },
): LiveState {
  const [state, setState] = useState<LiveState>(OFF);
  const isSeen = useDocumentVisibility() === 'visible';
  const place = useRef<{ readonly url: string; readonly id: string }>(undefined);
  const onMessage = useEffectEvent((event: string, data: string) => {
    if (event === 'ready') given.onReady();
    if (event === 'delivery') given.onDelivery(JSON.parse(data) as DeliveryView);
  });
  useEffect(() => {
    if (!isOn || !isSeen) return undefined;
    const leaving = new AbortController();
    void followStream(url, {
      signal: leaving.signal,
      lastEventId: place.current?.url === url ? place.current.id : undefined,
      onLastEventId: (id) => {
        place.current = { url, id };
      },
      onState: (next) => {
        if (!leaving.signal.aborted) setState(next);
      },
      onMessage: ({ event, data }) => onMessage(event, data),
    });
    return () => {
      leaving.abort();
      setState(OFF);
    };
  }, [url, isOn, isSeen]);
  return state;
}
