const STORED = 'fieldhook.language';
const FIRST = 'node';

/** Which language somebody looked at last: that is the one they work in. */
export function readLastLanguage(): string {
  try {
    return localStorage.getItem(STORED) ?? FIRST;
  } catch {
    return FIRST;
  }
}

export function keepLastLanguage(id: string): void {
  try {
    localStorage.setItem(STORED, id);
  } catch {
    // No room, or forbidden: then the first one is shown, as without us.
  }
}
