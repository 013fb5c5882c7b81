import type { Table } from './table.ts';

/** What a scenario is run with. */
export interface Bench {
  /** One line of progress for the person at the terminal. */
  readonly say: (line: string) => void;
  /** Reduced sizes: to see that a scenario works, never for a figure. */
  readonly isQuick: boolean;
  /** Ends what the scenario started, however it ends. */
  readonly cleanup: AsyncDisposableStack;
}

export interface Result {
  readonly table: Table;
  /** For the line of JSON. */
  readonly figures: Readonly<Record<string, unknown>>;
  /** What must hold on any machine and at any size: nothing lost, nothing twice, everything signed. */
  readonly isWhole: boolean;
  /** Whether the figures are what was asked for. */
  readonly meetsGoals: boolean;
}

export interface Scenario {
  /** One line of `--help`. */
  readonly about: string;
  readonly run: (bench: Bench) => Promise<Result>;
}

/** The size of something: as the goals ask, or reduced. */
export function sized({ isQuick }: Pick<Bench, 'isQuick'>, full: number, quick: number): number {
  return isQuick ? quick : full;
}
