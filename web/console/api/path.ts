/** A path whose values are percent-encoded: path`/api/portal/apps/${appId}`. */
export function path(parts: TemplateStringsArray, ...values: (string | number)[]): string {
  return parts.reduce((text, part, index) => text + encodeURIComponent(values[index - 1] ?? '') + part);
}

export type QueryValue = string | number | boolean | null | undefined;

/** Appends a query; what is undefined, null or empty is left out. */
export function withQuery(url: string, query: Readonly<Record<string, QueryValue>> = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === null || value === '' ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? url : `${url}?${new URLSearchParams(given).toString()}`;
}
