/** A value that is made when it is first asked for: what is costly to make and may never be needed. */
export function once<Value extends object>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => (made ??= make());
}
