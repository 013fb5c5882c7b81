/** `5 attempts: at once, then 10 s, 30 s, 1 min and 5 min after the one before.` Pure. */
export function describeSchedule(seconds: readonly number[]): string {
  if (seconds.length === 0) return '1 attempt, and no retry.';
  return `${seconds.length + 1} attempts: at once, then ${listed(seconds.map(formatPause))} after the one before.`;
}

const listed = (words: readonly string[]): string =>
  words.length === 1 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;

/** 90 → `90 s`, 300 → `5 min`, 86400 → `24 h` */
function formatPause(seconds: number): string {
  if (seconds >= 3_600 && seconds % 3_600 === 0) return `${seconds / 3_600} h`;
  if (seconds >= 60 && seconds % 60 === 0) return `${seconds / 60} min`;
  return `${seconds} s`;
}
