/** What the secret in an inbox's address looks like. */
export const INBOX_SECRET = /^ib1\.[A-Za-z0-9]{32}$/;

export const inboxUrl = (baseUrl: string, secret: string): string => `${baseUrl}/inbox/${secret}`;

/**
 * Whether a URL is an inbox of the server at this address, exactly: nothing else of it may be sent to, whatever lies there. The
 * address is asked late, since port 0 is known only after listening.
 */
export function ownInboxes(baseUrl: () => string): (url: URL) => boolean {
  return (url) => {
    const secret = url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
    return INBOX_SECRET.test(secret) && url.href === new URL(inboxUrl(baseUrl(), secret)).href;
  };
}
