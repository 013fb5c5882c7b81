/** Field → what it was and what it became, as the audit log has it. */
export type Changes = Record<string, { readonly from: unknown; readonly to: unknown }>;

/** The values that differ from what the row has. */
export function keepChanged<Row extends object, Values extends Partial<Row>>(
  row: Row,
  values: Values,
): Partial<Values> {
  return Object.fromEntries(
    Object.entries(values).filter(([column, value]) => !isSame(row[column as keyof Row], value)),
  ) as Partial<Values>;
}

const isSame = (one: unknown, other: unknown): boolean =>
  one instanceof Date && other instanceof Date ? one.getTime() === other.getTime() : one === other;

/** What changed, in the names of the API. */
export function describeChanges<Row extends object>(row: Row, values: Partial<Row>): Changes {
  return Object.fromEntries(
    Object.entries(values).map(([column, to]) => [
      toCamelCase(column),
      { from: row[column as keyof Row], to },
    ]),
  );
}

function toCamelCase(column: string): string {
  return column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
