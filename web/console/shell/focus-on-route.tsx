import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';

/** After a change of page the focus goes to its heading, so that a screen reader says where one is; within a page it is never lost. */
export function FocusOnRoute() {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
        if (fromLocation === undefined || !pathChanged) return;
        const heading = document.querySelector<HTMLElement>('main h1');
        (heading ?? document.querySelector<HTMLElement>('main'))?.focus({ preventScroll: true });
      }),
    [router],
  );
  useEffect(() => {
    const stop = import('./keep-focus.ts').then(
      ({ keepFocus }) => keepFocus(),
      // A page without it is a page all the same.
      () => () => undefined,
    );
    return () => void stop.then((end) => end());
  }, []);
  return null;
}
