import { createSpotlight } from '@mantine/spotlight';

/** Whether the command palette is open, apart from the palette itself, which is loaded later. */
export const [paletteStore, palette] = createSpotlight();
