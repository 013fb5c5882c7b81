/** When a rule of a router applies; null matches everything. */
export interface Condition {
  readonly zipPrefix: string | null;
  readonly brandId: string | null;
  /** Whether its scheduler takes this router's visitors at the moment. */
  readonly isOpen: boolean;
}

/** What a visitor told a router. */
export interface Wish {
  readonly zip: string | null;
  readonly brandId: string | null;
}

/**
 * The first rule that matches. One whose scheduler is not open, or whose tenant has left the network, is passed over: a later
 * rule that matches serves the visitor better than a dead end.
 */
export function chooseRule<Rule extends Condition>(rules: readonly Rule[], wish: Wish): Rule | undefined {
  const zip = (wish.zip ?? '').toUpperCase().replaceAll(/[^0-9A-Z]/g, '');
  return rules.find(
    (rule) =>
      rule.isOpen &&
      (rule.zipPrefix === null || zip.startsWith(rule.zipPrefix)) &&
      (rule.brandId === null || rule.brandId === wish.brandId),
  );
}
