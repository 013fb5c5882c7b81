import { useHotkeys } from '@mantine/hooks';
import { useSpotlight } from '@mantine/spotlight';
import { lazy, Suspense, useEffect, useState } from 'react';
import type { Me } from '../api/me.ts';
import { palette, paletteStore } from './palette.ts';

const load = () => import('./command-palette.tsx');
const CommandPalette = lazy(async () => ({ default: (await load()).CommandPalette }));

const IDLE_MS = 2_000;

/** The command palette, which is no part of the first view: loaded once the page has had time, and shown when it is opened. */
export function PaletteOnDemand({ me }: { readonly me: Me }) {
  const { opened } = useSpotlight(paletteStore);
  const [wasOpened, setWasOpened] = useState(false);
  if (opened && !wasOpened) setWasOpened(true);
  // From then on it listens itself.
  useHotkeys(wasOpened ? [] : [['mod + K', palette.open]]);
  useEffect(() => {
    const timer = setTimeout(() => void load(), IDLE_MS);
    return () => clearTimeout(timer);
  }, []);
  return wasOpened ? (
    <Suspense fallback={null}>
      <CommandPalette me={me} />
    </Suspense>
  ) : null;
}
