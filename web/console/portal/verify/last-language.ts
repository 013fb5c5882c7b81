const STORED = 'fieldhook.language';

/** Which language somebody looked at last: that is the one they work in. */
export const readLastLanguage = (): string => localStorage.getItem(STORED) ?? 'node';

export const keepLastLanguage = (id: string): void => localStorage.setItem(STORED, id);
