import { ApiError } from '../lib/errors.ts';

/**
 * A place in the order in which events were committed: behind event `sequence` of transaction `transaction`. Two bigints, as
 * PostgreSQL has them (xid8 and int8).
 */
export interface Position {
  readonly transaction: bigint;
  readonly sequence: bigint;
  /** When the last event before it happened, about: what lies long before need not be searched again. */
  readonly at: Date;
}

export const beginning: Position = { transaction: 0n, sequence: 0n, at: new Date(0) };

const LARGEST = 2n ** 63n - 1n;
const VERSION = 1;
const BYTES = 23;

/** Behind everything that was committed before `horizon`, the oldest transaction that was still running. */
export function justBefore(horizon: bigint, at: Date): Position {
  return { transaction: horizon - 1n, sequence: LARGEST, at };
}

/** Opaque to others: a version byte, then the three. */
export function toCursor({ transaction, sequence, at }: Position): string {
  const bytes = Buffer.alloc(BYTES);
  bytes.writeUInt8(VERSION);
  bytes.writeBigUInt64BE(transaction, 1);
  bytes.writeBigUInt64BE(sequence, 9);
  bytes.writeUIntBE(at.getTime(), 17, 6);
  return bytes.toString('base64url');
}

/** Undefined for what `toCursor` never returned. */
export function readCursor(cursor: string): Position | undefined {
  const bytes = Buffer.from(cursor, 'base64url');
  if (bytes.length !== BYTES || bytes[0] !== VERSION || bytes.toString('base64url') !== cursor)
    return undefined;
  const position = {
    transaction: bytes.readBigUInt64BE(1),
    sequence: bytes.readBigUInt64BE(9),
    at: new Date(bytes.readUIntBE(17, 6)),
  };
  return position.transaction > LARGEST || position.sequence > LARGEST ? undefined : position;
}

/** A cursor that came from outside, in the field of that name. */
export function requirePosition(cursor: string, field: string): Position {
  const position = readCursor(cursor);
  if (position === undefined) {
    throw new ApiError('validation_failed', {
      [field]: ['is no cursor of this list; take nextCursor as it was answered.'],
    });
  }
  return position;
}
