interface OriginHeaders {
  readonly origin?: string | undefined;
  readonly 'sec-fetch-site'?: string | string[] | undefined;
}

/**
 * Whether a browser's request comes from a page of ours. Browsers send Origin with every request that changes something, and
 * pages cannot forge it; `Sec-Fetch-Site: same-origin` says the same where this server is reached under another name than its
 * base URL (localhost for 127.0.0.1). A request with neither is not from a page of ours.
 */
export function isFromOwnPage(headers: OriginHeaders, baseUrl: string): boolean {
  return headers['sec-fetch-site'] === 'same-origin' || headers.origin === new URL(baseUrl).origin;
}

/** For calls that need no cookie: one without any sign of a browser (curl) is let through as well. */
export function isFromForeignPage(headers: OriginHeaders, baseUrl: string): boolean {
  const isFromBrowser = headers.origin !== undefined || headers['sec-fetch-site'] !== undefined;
  return isFromBrowser && !isFromOwnPage(headers, baseUrl);
}
