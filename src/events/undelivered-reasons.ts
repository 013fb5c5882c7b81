/** Why an event is recorded without any delivery. */
export const undeliveredReasons = ['preview_off', 'no_connection', 'no_subscription'] as const;
export type UndeliveredReason = (typeof undeliveredReasons)[number];

/** To a developer who misses an event: what it means, and what would change it. */
export const undeliveredTexts: Readonly<Record<UndeliveredReason, string>> = {
  preview_off:
    'The private preview is off for the tenant. Its success manager has it switched on; what happened before is not sent later.',
  no_connection: 'The tenant has allowed no app yet. Its administrator allows yours in the settings.',
  no_subscription:
    'The tenant has allowed apps, but no version that it accepted asks for this event. Add the event; the tenant then upgrades.',
};
