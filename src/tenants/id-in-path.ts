import { ApiError } from '../lib/errors.ts';
import { MAX_ID } from '../lib/ids.ts';

/** An id of a path. What cannot be one is answered as what does not exist. */
export function idInPath(text: string): number {
  const id = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : 0;
  if (id === 0 || id > MAX_ID) throw new ApiError('not_found');
  return id;
}
