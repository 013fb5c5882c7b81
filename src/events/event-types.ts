export const eventTypes = ['tn.sp.session-completed', 'tn.sp.session-abandoned-qualified'] as const;
export type EventType = (typeof eventTypes)[number];
