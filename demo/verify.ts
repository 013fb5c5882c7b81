import { createHmac, timingSafeEqual } from 'node:crypto';
import { CloudEvent } from 'cloudevents';
import { Webhook } from 'standardwebhooks';
import type { ReceivedEvent } from './arrival.ts';

/**
 * Checks a POST as a consumer would, with other people's libraries and none of fieldhook's code.
 * @throws an Error that says what does not verify
 */
export function verifyPost(headers: Record<string, string>, bytes: Buffer, hmacKey: string): ReceivedEvent {
  const body = says('standardwebhooks', () => new Webhook(hmacKey).verify(bytes, headers)) as ReceivedEvent;
  verifyHexSignature(headers['x-servicetitan-signature'] ?? '', bytes, hmacKey);
  // Its constructor is the strict check; its HTTP parser would want another content type than the one in use.
  const event = says('cloudevents', () => new CloudEvent({ ...body }));
  if (event.id !== headers['webhook-id'])
    throw new Error(`webhook-id is ${headers['webhook-id']}, but the event's id ${event.id}`);
  if (headers['content-type'] !== 'application/json')
    throw new Error(`the content type is ${headers['content-type']}`);
  return body;
}

function verifyHexSignature(given: string, bytes: Buffer, hmacKey: string): void {
  const expected = createHmac('sha256', hmacKey).update(bytes).digest('hex');
  const isRight =
    given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
  if (!isRight) throw new Error('x-servicetitan-signature is not the HMAC-SHA256 of the body');
}

function says<Value>(library: string, check: () => Value): Value {
  try {
    return check();
  } catch (err) {
    throw new Error(`${library} says: ${err instanceof Error ? err.message : String(err)}`, { cause: err });
  }
}
