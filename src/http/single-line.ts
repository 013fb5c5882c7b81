import { Type } from 'typebox';

/**
 * One line of text in which something can be seen: neither line breaks and other control characters nor what turns the
 * direction of the text around it (embeddings, overrides, isolates), by which a name could pass for another or break a
 * mail, a log or a page. As a pattern, so that /openapi.json says it, too.
 */
export const SINGLE_LINE =
  '^(?=.*\\S)[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]*$';

const expression = new RegExp(SINGLE_LINE, 'u');

export const isSingleLine = (text: string): boolean => expression.test(text);

/** What callers name something; what is wrong with it, the error handler says in words. */
export function Name(options: { readonly description?: string } = {}) {
  return Type.String({ ...options, minLength: 1, maxLength: 200, pattern: SINGLE_LINE });
}
