import { InvalidArgumentError } from 'commander';
import { Value } from 'typebox/value';
import { isSingleLine } from '../http/single-line.ts';
import { MAX_ID } from '../lib/ids.ts';
import { Email } from '../people/schema.ts';
import { MAX_RETENTION_DAYS } from '../tenants/schema.ts';

/** What commander is to make of an argument; what it throws, commander prints with the help. */
export function emailArgument(text: string): string {
  if (!Value.Check(Email, text)) throw new InvalidArgumentError('It is not an e-mail address.');
  return text.toLowerCase();
}

/** Also what is no address and no number, as visitors leave it; but not nothing, which all leave who leave nothing. */
export function contactArgument(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It is empty.');
  return text;
}

export function idArgument(text: string): number {
  const id = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!(id <= MAX_ID)) throw new InvalidArgumentError('It is not the id of anything.');
  return id;
}

export function daysArgument(text: string): number {
  const days = /^[1-9]\d{0,2}$/.test(text) ? Number(text) : Number.NaN;
  if (!(days <= MAX_RETENTION_DAYS))
    throw new InvalidArgumentError(`Give a whole number of 1 to ${MAX_RETENTION_DAYS}.`);
  return days;
}

export function uuidArgument(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text))
    throw new InvalidArgumentError('It is not the id of an organisation.');
  return text.toLowerCase();
}

export function nameArgument(text: string): string {
  const name = text.trim();
  if (name === '' || name.length > 200) throw new InvalidArgumentError('Give 1 to 200 characters.');
  if (!isSingleLine(name)) throw new InvalidArgumentError('Give one line without control characters.');
  return name;
}
