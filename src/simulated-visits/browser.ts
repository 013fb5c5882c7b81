import type { Server } from '../http/server.ts';
import type { Problem } from '../http/problem.ts';
import { ApiError, type ErrorCode } from '../lib/errors.ts';
import type { OpenedSession, OpenSessionBody, SaveBody } from '../sessions/schema.ts';
import type { Static } from 'typebox';

/** An ordinary browser: anything that looks like a tool counts as a bot, whoever asked for the visit. */
const USER_AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

const sessions = '/scheduler/v1/sessions';

/** One page that a visitor has open; each call has the next number. */
export interface VisitedPage {
  readonly sessionId: string;
  save(step: Omit<SaveBody, 'sequence' | 'secret'>): Promise<void>;
  hint(hint: 'closed' | 'hidden'): Promise<void>;
  complete(): Promise<void>;
}

/**
 * Opens a scheduler as the page of a website does: by the routes of the visitor's API, so that their schemas and limits hold. Over no
 * socket, since this process may be reached at an address that it does not know.
 * @throws ApiError what the API answers
 */
export async function openPage(
  app: Server,
  ipAddress: string,
  opening: OpenSessionBody,
): Promise<VisitedPage> {
  const post = async (
    url: string,
    payload: object,
    headers: Record<string, string> = {},
  ): Promise<string> => {
    const answer = await app.inject({
      method: 'POST',
      url: `${sessions}${url}`,
      headers: { 'user-agent': USER_AGENT, ...headers },
      payload,
      remoteAddress: ipAddress,
    });
    if (answer.statusCode < 400) return answer.body;
    const { data, errors } = answer.json<Problem>();
    throw new ApiError(data.code as ErrorCode, errors);
  };
  const { sessionId, secret, sequence } = JSON.parse(await post('', opening)) as Static<typeof OpenedSession>;
  let number = sequence;
  const call = async (
    deed: string,
    body: object = {},
    headers: Record<string, string> = {},
  ): Promise<void> => {
    number += 1;
    const authorization = `Bearer ${secret}`;
    await post(`/${sessionId}/${deed}`, { sequence: number, ...body }, { authorization, ...headers });
  };
  return {
    sessionId,
    save: (step) => call('progress', step),
    hint: (hint) => call('hints', { hint }),
    complete: () => call('complete', {}, { 'idempotency-key': 'simulated-visit' }),
  };
}
