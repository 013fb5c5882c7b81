/** Event type → since when, of the types that came with an upgrade; all others are shared since the tenant connected. */
export type TypesSince = Readonly<Record<string, string>>;

/** What an upgrade at `now` makes of it. A type that was taken away and is added again begins anew. */
export function typesSinceUpgrade(
  before: TypesSince,
  eventTypes: { readonly from: readonly string[]; readonly to: readonly string[] },
  now: Date,
): TypesSince {
  const since = eventTypes.to.map((type): [string, string | undefined] => [
    type,
    eventTypes.from.includes(type) ? before[type] : now.toISOString(),
  ]);
  return Object.fromEntries(since.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
