import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase } from '../src/lib/db.ts';
import { silentLog } from '../src/lib/log.ts';
import { buildTestApp } from './app.ts';

type Json = Record<string, unknown>;

const file = join(import.meta.dirname, '../docs/openapi.json');

/** The API description that the running code serves, with the paths in order, so that a diff shows only what changed. */
export async function describeApi(): Promise<Json> {
  // Describing asks no database; this one is never connected to.
  const nowhere = openDatabase({ url: 'postgres://127.0.0.1:1/none', poolSize: 1, log: silentLog });
  const app = await buildTestApp(nowhere.db, () => new Date(0));
  try {
    const answer = await app.inject('/openapi.json');
    if (answer.statusCode !== 200) throw new Error(`/openapi.json answered ${answer.statusCode}`);
    const described = answer.json<Json>();
    return { ...described, paths: sorted(described['paths'] as Json) };
  } finally {
    await app.close();
    await nowhere.close();
  }
}

export async function readDescription(): Promise<Json> {
  return JSON.parse(await readFile(file, 'utf8')) as Json;
}

/** What differs between two descriptions, one line per call, webhook, schema or other part. */
export function compareDescriptions(written: Json, running: Json): string[] {
  const [before, after] = [partsOf(written), partsOf(running)];
  return [...new Set([...before.keys(), ...after.keys()])].toSorted().flatMap((part) => {
    if (!after.has(part)) return [`${part} stands in the file only`];
    if (!before.has(part)) return [`${part} is missing in the file`];
    return before.get(part) === after.get(part) ? [] : [`${part} differs`];
  });
}

function partsOf(description: Json): Map<string, string> {
  const parts = new Map<string, string>();
  const { paths, webhooks, components, ...rest } = description as Record<string, Record<string, Json>>;
  for (const [path, operations] of Object.entries({ ...paths, ...webhooks })) {
    for (const [method, operation] of Object.entries(operations)) {
      parts.set(`${method.toUpperCase()} ${path}`, JSON.stringify(operation));
    }
  }
  for (const [kind, entries] of Object.entries(components ?? {})) {
    for (const [name, entry] of Object.entries(entries)) {
      parts.set(`components.${kind}.${name}`, JSON.stringify(entry));
    }
  }
  for (const [name, value] of Object.entries(rest)) parts.set(name, JSON.stringify(value));
  return parts;
}

const sorted = (object: Json): Json =>
  Object.fromEntries(Object.entries(object).toSorted(([a], [b]) => (a < b ? -1 : 1)));

if (import.meta.main) await writeFile(file, `${JSON.stringify(await describeApi(), undefined, 2)}\n`);
