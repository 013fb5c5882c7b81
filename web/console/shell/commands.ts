import type { TablerIcon } from '@tabler/icons-react';
import { createRegistry } from './registry.ts';

/** Something that the command palette can do or go to. */
export interface Command {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly group?: string;
  readonly icon?: TablerIcon;
  /** Further words under which it is found. */
  readonly keywords?: readonly string[];
  readonly run: () => void;
}

const registry = createRegistry<Command>();

/** Commands that the palette offers while the calling component is there. */
export const useCommands = registry.useItems;
export const useAllCommands = registry.useAll;
