import { deliveryStates } from '../../../deliveries/delivery-words.ts';

/** What a state can be for, as far as a developer sees it. */
const reasonWords: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  skipped: { webhook_disabled: 'webhook disabled', connection_disabled: 'app disabled by the tenant' },
  cancelled: { webhook_removed: 'event no longer in the version', erased: 'erased by the tenant' },
};

export interface Status {
  readonly state: string;
  readonly reason: string;
}

/** States, and after each the reasons that it can have. */
export const statusChoices = Object.entries(deliveryStates).flatMap(([state, { word }]) => [
  { value: writeStatus({ state, reason: '' }), label: word },
  ...Object.entries(reasonWords[state] ?? {}).map(([reason, words]) => ({
    value: writeStatus({ state, reason }),
    label: `${word}: ${words}`,
  })),
]);

export function writeStatus({ state, reason }: Status): string {
  return reason === '' ? state : `${state}:${reason}`;
}

export function readStatus(text: string): Status {
  const [state = '', reason = ''] = text.split(':');
  return { state, reason };
}

/** Why, in some words; what there is nothing to say about is left out. */
export function shortReason(state: string, reason: string | null): string {
  return reasonWords[state]?.[reason ?? ''] ?? '';
}
