/** The instant at which tests that drive the clock begin: a Tuesday afternoon, no time change near. */
export const testStart = new Date('2026-07-14T15:00:00.000Z');
