import type { TestBody } from '../../../../../src/test-sends/schema.ts';

/** What is posted to send a test: only what was edited goes along, since the server has the rest. Pure. */
export function toTestBody(
  given: { readonly eventId: string | undefined; readonly text: string },
  edited: string,
  to: 'webhook' | 'inbox',
): TestBody {
  const data: unknown = JSON.parse(edited);
  const isSame = JSON.stringify(data) === JSON.stringify(JSON.parse(given.text));
  return {
    ...(to === 'inbox' && { to }),
    ...(given.eventId !== undefined && { eventId: given.eventId }),
    ...(!isSame && { data: data as Record<string, unknown> }),
  };
}
