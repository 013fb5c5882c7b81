/** Between two sessions of the list: the next one was created earlier, or at the same instant with a lower id. */
export interface Position {
  readonly at: Date;
  readonly id: string;
}

export const toCursor = ({ at, id }: Position): string => `${at.getTime()}.${id}`;

/** Of what the schema of the route has let in. */
export function toPosition(cursor: string): Position {
  const dot = cursor.indexOf('.');
  return { at: new Date(Number(cursor.slice(0, dot))), id: cursor.slice(dot + 1) };
}
