import type { Sealer } from '../../src/lib/seal.ts';

/** Leaves secrets open: sealing is proved elsewhere, and would be most of what a simulation does. */
export const sealerOfOpenSecrets: Sealer = {
  seal: (plain) => plain,
  unseal: (sealed) => sealed,
  isCurrent: () => true,
  derive: () => [],
  keyIds: [],
};
