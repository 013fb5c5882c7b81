import { attemptErrorNames } from '../../../deliveries/attempt-error-names.ts';

export interface Result {
  readonly httpStatus?: string;
  readonly errorCode?: string;
}

/** What was typed as the result of an attempt: `404`, `5xx` or the code of an error; undefined when it is none of these. */
export function readResult(text: string): Result | undefined {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return {};
  if (/^[1-5](\d\d|xx)$/.test(wanted)) return { httpStatus: wanted };
  return Object.hasOwn(attemptErrorNames, wanted) ? { errorCode: wanted } : undefined;
}

/** Those that are asked for most; any other can be typed. */
export const resultChoices = [
  { group: 'HTTP code', items: ['2xx', '3xx', '4xx', '5xx', '401', '404', '410', '429', '500', '503'] },
  { group: 'Error', items: Object.keys(attemptErrorNames) },
];
