import { type Static, type TSchema, Type } from 'typebox';

const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const instantOrNull = (description?: string) =>
  orNull(Type.String({ format: 'date-time', ...(description !== undefined && { description }) }));

/** What is counted of one webhook is counted no further than this. */
export const MOST_COUNTED = 1_000;

export const Circuit = Type.Enum(['closed', 'open', 'half_open'], {
  description:
    '`open`: it failed so often that nothing is sent; `half_open`: one delivery is tried. Its success closes the circuit, its failure opens it again.',
});

export const LastError = Type.Object({
  code: Type.String({ description: 'As in the log of attempts.' }),
  message: Type.String({ description: 'What to do about it.' }),
});

export const WebhookHealth = Type.Object({
  circuit: Circuit,
  openedAt: instantOrNull(),
  nextProbeAt: instantOrNull('When one delivery is tried; while the circuit is open.'),
  throttledUntil: instantOrNull('Nothing is sent before: its Retry-After said so.'),
  failingSince: instantOrNull('The first failure after the last success.'),
  failedAttempts: Type.Integer({ description: 'Since then.' }),
  lastSuccessAt: instantOrNull(),
  lastFailureAt: instantOrNull(),
  lastError: orNull(LastError),
  willBeDisabledAt: instantOrNull(
    'If it goes on failing: 5 days after the first failure, and not before 20 attempts have failed.',
  ),
  waiting: Type.Integer({ description: `Pending deliveries; ${MOST_COUNTED} stands for that many or more.` }),
  skippedWhileDisabled: Type.Object(
    {
      count: Type.Integer({ description: `${MOST_COUNTED} stands for that many or more.` }),
      oldestAt: instantOrNull('When the oldest of them was made: where a replay may begin.'),
    },
    { description: 'Deliveries skipped since the webhook was disabled, and not replayed yet.' },
  ),
});
export type WebhookHealth = Static<typeof WebhookHealth>;
