const keyOf = (appId: string): string => `fieldhook.first-event.${appId}`;

/**
 * That a test was answered with 2xx by the developer's own server. The server keeps nothing of tests, so this browser does: the
 * way is then the same after a reload.
 */
export const readOwnAnswer = (appId: string): boolean => localStorage.getItem(keyOf(appId)) !== null;

export const keepOwnAnswer = (appId: string): void =>
  localStorage.setItem(keyOf(appId), new Date().toISOString());
