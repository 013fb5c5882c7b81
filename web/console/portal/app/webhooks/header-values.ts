import type { CustomHeaderInput, CustomHeaderView } from '../../../../../src/apps/signing-schema.ts';
import { findNameProblem, findValueProblem, isAlwaysSensitive } from './header-rules.ts';

/** A header as it is edited. */
export interface HeaderValue {
  readonly key: string;
  readonly name: string;
  readonly value: string;
  readonly sensitive: boolean;
  readonly isNew: boolean;
  /** Whether the server has a value that nobody is shown. */
  readonly isKept: boolean;
}

export interface HeaderValues {
  readonly customHeaders: HeaderValue[];
}

export function valuesOf(headers: readonly CustomHeaderView[]): HeaderValues {
  return {
    customHeaders: headers.map(({ name, value, sensitive }) => ({
      key: name,
      name,
      value: sensitive ? '' : value,
      sensitive,
      isNew: false,
      isKept: sensitive,
    })),
  };
}

/** What is there now where it is not what stands in the form: each header that differs, by its name. Pure. */
export function differencesOf(
  theirs: readonly CustomHeaderView[],
  { customHeaders }: HeaderValues,
): { label: string; theirs: string }[] {
  const same = (one: string, other: string): boolean => one.trim().toLowerCase() === other.toLowerCase();
  const changed = theirs.filter(
    ({ name, value, sensitive }) =>
      !customHeaders.some(
        (mine) =>
          same(mine.name, name) &&
          (sensitive ? isLeftAlone(mine) : !isSensitive(mine) && mine.value === value),
      ),
  );
  const gone = customHeaders.filter(({ name }) => !theirs.some((one) => same(name, one.name)));
  return [
    ...changed.map(({ name, value }) => ({ label: name, theirs: value })),
    ...gone.map(({ name }) => ({ label: name === '' ? 'New header' : name.trim(), theirs: 'none' })),
  ];
}

/** What is wrong with which field, in words of ours; the server has the last one. Pure. */
export function problemsOf({ customHeaders }: HeaderValues): Record<string, string> {
  const names = customHeaders.map(({ name }) => name.trim().toLowerCase());
  return Object.fromEntries(
    customHeaders.flatMap((header, index) => {
      const place = `customHeaders.${index}`;
      const name =
        header.name.trim() === ''
          ? 'Type a name.'
          : names.indexOf(names[index] ?? '') < index
            ? 'There is one of this name already.'
            : findNameProblem(header.name.trim());
      const keeps = isLeftAlone(header) && isSensitive(header);
      const value = keeps
        ? undefined
        : header.value === ''
          ? header.isKept
            ? 'Type the value: a sensitive one is not shown again.'
            : 'Type a value.'
          : findValueProblem(header.value);
      return [
        ...(name === undefined ? [] : [[`${place}.name`, name] as const]),
        ...(value === undefined ? [] : [[`${place}.value`, value] as const]),
      ];
    }),
  );
}

/** As the server takes it: what is kept goes without its value. */
export function toBody({ customHeaders }: HeaderValues): { customHeaders: CustomHeaderInput[] } {
  return {
    customHeaders: customHeaders.map((header) => ({
      name: header.name.trim(),
      sensitive: isSensitive(header),
      ...(!isLeftAlone(header) && { value: header.value }),
    })),
  };
}

/** What is kept of them over a reload: of a sensitive one not its value. */
export function withoutSensitive({ customHeaders }: HeaderValues): HeaderValues {
  return {
    customHeaders: customHeaders.map((header) => (isSensitive(header) ? { ...header, value: '' } : header)),
  };
}

/** The server finds what it keeps by the name. */
const isLeftAlone = ({ key, name, value, isKept }: HeaderValue): boolean =>
  isKept && value === '' && name.trim().toLowerCase() === key.toLowerCase();

const isSensitive = ({ name, sensitive }: HeaderValue): boolean => sensitive || isAlwaysSensitive(name);
