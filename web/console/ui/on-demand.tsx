import { type ComponentType, lazy, Suspense, useEffect, useState } from 'react';

const QUIET_MS = 2_000;

/**
 * A component that is no part of the first view: nothing until it is wanted or the page has had time, and its code is there. What could
 * not be loaded is tried again when it is wanted next.
 */
export function onDemand<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  isWanted: (props: Props) => boolean,
): ComponentType<Props> {
  const Part = lazy(async () => ({ default: await load() }));
  return function OnDemand(props: Props) {
    const [isThere, setThere] = useState(false);
    const isWantedNow = isWanted(props);
    useEffect(() => {
      if (isThere) return undefined;
      const begin = (): void =>
        void load().then(
          () => setThere(true),
          () => undefined,
        );
      const timer = setTimeout(begin, isWantedNow ? 0 : QUIET_MS);
      return () => clearTimeout(timer);
    }, [isWantedNow, isThere]);
    return isThere ? (
      <Suspense fallback={null}>
        <Part {...props} />
      </Suspense>
    ) : null;
  };
}
