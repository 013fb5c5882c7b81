/** The fields in which the values are no longer those that the form was opened with. Pure. */
export function changedFields<Values extends object>(opened: Values, values: Values): Partial<Values> {
  const fields = (Object.keys(values) as (keyof Values)[]).filter(
    (field) => JSON.stringify(values[field]) !== JSON.stringify(opened[field]),
  );
  return Object.fromEntries(fields.map((field) => [field, values[field]])) as Partial<Values>;
}
