import { useSpotlight } from '@mantine/spotlight';
import { useEffect, useId } from 'react';
import { paletteStore } from './palette.ts';

/**
 * Makes a list of options of what the palette found, steered from its field: the library marks the one that Enter takes for the eye
 * alone.
 */
export function usePaletteList() {
  const id = useId();
  const { selected } = useSpotlight(paletteStore);
  // After every rendering, since a new search makes new options at the same places.
  useEffect(() => {
    const options = document.getElementById(id)?.querySelectorAll<HTMLElement>('[data-action]') ?? [];
    for (const [index, option] of [...options].entries()) {
      option.id = `${id}-${index}`;
      option.role = 'option';
      option.ariaSelected = String(index === selected);
    }
  });
  return {
    field: {
      role: 'combobox',
      'aria-expanded': true,
      'aria-controls': id,
      'aria-autocomplete': 'list',
      'aria-activedescendant': selected < 0 ? undefined : `${id}-${selected}`,
    },
    list: { viewportProps: { id, role: 'listbox', 'aria-label': 'Found' } },
  } as const;
}
