import { useRouter } from '@tanstack/react-router';
import type { Me } from '../api/me.ts';
import { areaNames, areasOf } from './areas.ts';
import { useShortcuts } from './shortcuts.ts';

/** `/` and the ways to the areas. Tables bring their own. */
export function useStandardShortcuts(me: Me): void {
  const router = useRouter();
  useShortcuts([
    { keys: '/', label: 'Search on this page', run: focusSearch },
    ...areasOf(me).map((area) => ({
      keys: `g ${area.slice(0, 1)}`,
      label: `Go to: ${areaNames[area]}`,
      run: () => router.history.push(`/${area}`),
    })),
  ]);
}

function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>('main input[type=search]');
  field?.focus();
  field?.select();
  return field !== null;
}
