import { type InfiniteData, type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { DeliveriesPage, DeliveryView } from '../../../../../../src/delivery-log/schema.ts';
import { countNew, mergeTold, type Wanted } from './merge-told.ts';
import { type LiveState, useStream } from './use-stream.ts';

type Pages = InfiniteData<DeliveriesPage>;
type Told = ReadonlyMap<string, DeliveryView>;

const NOTHING: Told = new Map();
/** The stream begins 10 seconds before it is asked for; a list that is older than this has to be read again. */
const FRESH_MS = 8_000;
const MARKED_MS = 4_000;

export interface Live {
  readonly state: LiveState;
  readonly isPaused: boolean;
  /** How many deliveries wait to be shown, while it is paused. */
  readonly waiting: number;
  /** Shown a moment ago for the first time. */
  readonly fresh: ReadonlySet<string>;
  readonly pause: () => void;
  readonly resume: () => void;
}

/** Keeps the pages of a list as the stream tells; while it is paused what is told is kept back. */
export function useLive(
  {
    key,
    url,
    isOn,
    wanted,
  }: { readonly key: QueryKey; readonly url: string; readonly isOn: boolean; readonly wanted: Wanted },
  isFetching: boolean,
): Live {
  const queryClient = useQueryClient();
  const [isPaused, setPaused] = useState(false);
  const [held, setHeld] = useState<Told>(NOTHING);
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const duringFetch = useRef(new Map<string, DeliveryView>());

  const show = (told: Told): void => {
    const before = queryClient.getQueryData<Pages>(key);
    if (before === undefined) return;
    queryClient.setQueryData<Pages>(key, { ...before, pages: mergeTold(before.pages, told, wanted) });
  };
  const mark = (id: string): void => {
    setFresh((marked) => new Set([...marked, id]));
    setTimeout(() => setFresh((marked) => new Set([...marked].filter((one) => one !== id))), MARKED_MS);
  };

  const state = useStream(url, isOn, {
    onReady: () => {
      const readAt = queryClient.getQueryState(key)?.dataUpdatedAt ?? 0;
      if (readAt > 0 && Date.now() - readAt > FRESH_MS) void queryClient.invalidateQueries({ queryKey: key });
    },
    onDelivery: (delivery) => {
      if (isPaused) return setHeld((before) => new Map([...before, [delivery.id, delivery]]));
      const told = new Map([[delivery.id, delivery]]);
      const pages = queryClient.getQueryData<Pages>(key)?.pages ?? [];
      if (pages.length > 0 && countNew(pages, told, wanted) > 0) mark(delivery.id);
      show(told);
      // A list that is being read may have been read before this happened.
      if (queryClient.getQueryState(key)?.fetchStatus === 'fetching')
        duringFetch.current.set(delivery.id, delivery);
    },
  });

  useEffect(() => {
    if (isFetching || duringFetch.current.size === 0) return;
    show(duringFetch.current);
    duringFetch.current = new Map();
  });

  // What was kept back is of another list.
  useEffect(() => setHeld(NOTHING), [url]);

  const pages = queryClient.getQueryData<Pages>(key)?.pages ?? [];
  return {
    state,
    isPaused,
    waiting: countNew(pages, held, wanted),
    fresh,
    pause: () => setPaused(true),
    resume: () => {
      show(held);
      setHeld(NOTHING);
      setPaused(false);
    },
  };
}
