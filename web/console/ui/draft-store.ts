const PREFIX = 'fieldhook.draft.';

/** What somebody typed and has not sent yet, kept in this browser until it is sent, discarded, or they sign out. */
export interface Draft<Values> {
  readonly savedAt: string;
  readonly values: Values;
  /** Of the state from which they were typed. */
  readonly etag?: string;
}

export function readDraft<Values>(key: string): Draft<Values> | undefined {
  try {
    const text = localStorage.getItem(PREFIX + key);
    return text === null ? undefined : (JSON.parse(text) as Draft<Values>);
  } catch {
    return undefined;
  }
}

export function writeDraft(key: string, values: object, etag?: string): void {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify({ savedAt: new Date().toISOString(), values, etag }));
  } catch {
    // No room, or forbidden: then a reload loses it, as without us.
  }
}

export function forgetDraft(key: string): void {
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    // Forbidden: then there is none.
  }
}

/** At sign-out: the next person at this machine is not to read them. */
export function forgetDrafts(): void {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  } catch {
    // Forbidden: then there are none.
  }
}
