type Schema = Readonly<Record<string, unknown>>;

/** The least that a schema of the API description accepts; undefined for what it asks for by a pattern we cannot follow. */
export function sampleOf(schema: Schema): unknown {
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  const union = (schema['anyOf'] ?? schema['oneOf']) as Schema[] | undefined;
  if (union !== undefined)
    return union.some((one) => one['type'] === 'null') ? null : sampleOf(union[0] ?? {});
  switch (schema['type']) {
    case 'object':
      return sampleObject(schema);
    case 'array':
      return Array.from({ length: Number(schema['minItems'] ?? 0) }, () =>
        sampleOf(schema['items'] as Schema),
      );
    case 'integer':
    case 'number':
      return Number(schema['minimum'] ?? 1);
    case 'boolean':
      return true;
    case 'string':
      return sampleText(schema);
    default:
      return null;
  }
}

function sampleObject(schema: Schema): Record<string, unknown> {
  const properties = (schema['properties'] ?? {}) as Record<string, Schema>;
  const required = (schema['required'] ?? []) as string[];
  const least = Number(schema['minProperties'] ?? 0);
  const names = required.length >= least ? required : Object.keys(properties).slice(0, least);
  return Object.fromEntries(names.map((name) => [name, sampleOf(properties[name] ?? {})]));
}

const byFormat: Record<string, string> = {
  'date-time': '2026-08-01T00:00:00Z',
  email: 'sample@people.test',
  uri: 'https://sample.test/',
  uuid: '0192f0c1-2d3e-7a4b-8c5d-6e7f8091a2b3',
};

function sampleText(schema: Schema): string {
  const format = byFormat[String(schema['format'])];
  if (format !== undefined) return format;
  const pattern = typeof schema['pattern'] === 'string' ? new RegExp(schema['pattern'], 'u') : /^/;
  const candidates = ['sample', 'sample@people.test', 'https://sample.test/', '1', '123456'];
  const sample = candidates.find((one) => pattern.test(one)) ?? 'sample';
  return sample.padEnd(Number(schema['minLength'] ?? 0), 'x');
}
