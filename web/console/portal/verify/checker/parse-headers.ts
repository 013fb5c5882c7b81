/**
 * Headers as people have them at hand: lines of `name: value`, `-H 'name: value'` of curl, or a JSON object. Names in lower
 * case. Pure.
 */
export function parseHeaders(text: string): Readonly<Record<string, string>> {
  const fromJson = readObject(text);
  if (fromJson !== undefined)
    return Object.fromEntries(
      Object.entries(fromJson).map(([name, value]) => [name.toLowerCase(), [value].flat().join(' ')]),
    );
  const lines = text.split('\n').flatMap((line) => {
    const bare = line
      .trim()
      .replace(/^(?:-H|--header)\s+/, '')
      .replace(/\s*\\$/, '')
      .replace(/^(['"])(.*)\1$/, '$2');
    const found = /^([\w-]+)\s*[:=]\s*(.*)$/.exec(bare);
    return found === null ? [] : [[(found[1] ?? '').toLowerCase(), (found[2] ?? '').trim()] as const];
  });
  return Object.fromEntries(lines);
}

function readObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
