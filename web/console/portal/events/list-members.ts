/** The part of JSON Schema 2020-12 that bodies of events use. */
export interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly const?: unknown;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

/** One member of an object, in words. */
export interface Member {
  readonly name: string;
  readonly type: string;
  readonly isNullable: boolean;
  readonly meaning: string;
}

/** An object of the body, by its path: `data.session.customer`; the body itself has none. */
export interface MemberGroup {
  readonly path: string;
  readonly meaning: string;
  readonly members: readonly Member[];
}

/** Every object within a schema with its members, outermost first. Pure. */
export function listMembers(schema: Schema, path = ''): MemberGroup[] {
  const properties = Object.entries(schema.properties ?? {});
  const members = properties.map(([name, member]) => ({
    name,
    type: nameType(member),
    isNullable: member.anyOf?.some(isNull) ?? false,
    meaning: member.description ?? '',
  }));
  const inner = properties
    .filter(([, member]) => member.properties !== undefined)
    .flatMap(([name, member]) => listMembers(member, path === '' ? name : `${path}.${name}`));
  return [{ path, meaning: schema.description ?? '', members }, ...inner];
}

/** Only what has the words in its path, name or meaning; groups that have none are left out. Pure. */
export function findMembers(groups: readonly MemberGroup[], search: string): MemberGroup[] {
  const wanted = search.trim().toLowerCase();
  const has = (text: string): boolean => text.toLowerCase().includes(wanted);
  return groups
    .map((group) => ({
      ...group,
      members: group.members.filter(({ name, meaning }) => has(`${group.path}.${name}`) || has(meaning)),
    }))
    .filter(({ members }) => members.length > 0);
}

const isNull = ({ type }: Schema): boolean => type === 'null';

const formats: Readonly<Record<string, string>> = { 'date-time': 'instant', uuid: 'UUID', uri: 'URI' };

function nameType(schema: Schema): string {
  const one = schema.anyOf?.find((each) => !isNull(each)) ?? schema;
  if (one.const !== undefined) return JSON.stringify(one.const);
  if (one.type === 'array') return `list of ${nameType(one.items ?? {})}s`;
  if (one.type === 'integer') return 'int64';
  return formats[one.format ?? ''] ?? one.type ?? 'any';
}
