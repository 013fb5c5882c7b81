const keyOf = (webhookId: string): string => `fieldhook.first-event.${webhookId}`;

/**
 * That a test was answered with 2xx by the developer's own server. The server keeps nothing of tests, so this browser does: the
 * way is then the same after a reload.
 */
export function readOwnAnswer(webhookId: string): boolean {
  try {
    return localStorage.getItem(keyOf(webhookId)) !== null;
  } catch {
    return false;
  }
}

export function keepOwnAnswer(webhookId: string): void {
  try {
    localStorage.setItem(keyOf(webhookId), new Date().toISOString());
  } catch {
    // No room, or forbidden: then a reload loses it, as without us.
  }
}
