import type { SchedulerView } from '../../../../src/schedulers/schema.ts';

export const statuses = [
  { value: 'Active', title: 'Active', text: 'Visitors are let in.' },
  { value: 'Draft', title: 'Draft', text: 'Being set up: nobody is let in yet.' },
  { value: 'Inactive', title: 'Inactive', text: 'No longer in use: nobody is let in.' },
] as const satisfies readonly { value: SchedulerView['status']; title: string; text: string }[];

export const modes = [
  { value: 'Standard', title: 'Standard', text: 'Visitors go through it by themselves.' },
  {
    value: 'Call_Center',
    title: 'Call center',
    text: 'Your staff fills it in on the phone: who leaves early never counts as qualified, and no app is told.',
  },
] as const satisfies readonly { value: SchedulerView['mode']; title: string; text: string }[];

export const creations = [
  {
    value: 'job',
    title: 'A job',
    text: 'A slot on the dispatch board. The visitor has to choose an arrival window.',
  },
  {
    value: 'booking',
    title: 'A booking',
    text: 'A request that your staff reviews before it becomes a job.',
  },
] as const satisfies readonly { value: SchedulerView['creates']; title: string; text: string }[];

export const filings = [
  { value: 'lead', title: 'A lead', text: 'A contact to follow up, in the list of abandoned leads.' },
  {
    value: 'booking',
    title: 'A booking',
    text: 'A request among the others. It keeps its id if the visitor completes after all.',
  },
] as const satisfies readonly { value: SchedulerView['filesAbandonedAs']; title: string; text: string }[];

export type Threshold =
  | 'closedAfterSeconds'
  | 'hiddenAfterSeconds'
  | 'silentAfterSeconds'
  | 'idleAfterSeconds';

/** After how long a visit counts as abandoned; bounds and usual times are the server's. */
export const thresholds: readonly {
  readonly field: Threshold;
  readonly title: string;
  readonly text: string;
  readonly leastSeconds: number;
  readonly usualSeconds: number;
}[] = [
  {
    field: 'closedAfterSeconds',
    title: 'Page closed',
    text: 'The visitor closed the page or went to another one.',
    leastSeconds: 10,
    usualSeconds: 45,
  },
  {
    field: 'hiddenAfterSeconds',
    title: 'Page hidden',
    text: 'Another tab or app is in front, and the visitor has not come back.',
    leastSeconds: 10,
    usualSeconds: 300,
  },
  {
    field: 'silentAfterSeconds',
    title: 'No sign of life',
    text: 'The page tells nothing any more: the device sleeps, or has lost its connection.',
    leastSeconds: 60,
    usualSeconds: 600,
  },
  {
    field: 'idleAfterSeconds',
    title: 'No input',
    text: 'The page is open and visible, but nothing is typed or chosen.',
    leastSeconds: 60,
    usualSeconds: 1_800,
  },
];

export const MOST_SECONDS = 3_600;

export const modeName = (mode: SchedulerView['mode']): string =>
  mode === 'Standard' ? 'Standard' : 'Call center';
