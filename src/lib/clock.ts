/** Where a function that decides gets the time from; tests pass their own. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();

export function addSeconds(instant: Date, seconds: number): Date {
  return new Date(instant.getTime() + seconds * 1000);
}
