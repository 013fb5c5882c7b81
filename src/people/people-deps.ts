import type { Clock } from '../lib/clock.ts';
import type { Db } from '../lib/db.ts';
import type { Logger } from '../lib/log.ts';
import type { Sealer } from '../lib/seal.ts';
import type { Auth } from './auth.ts';
import type { SendMail } from './mail.ts';

/** What the routes of people are given. */
export interface PeopleDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error'>;
  readonly sealer: Sealer;
  readonly baseUrl: () => string;
  /** Undefined: no mail is sent. */
  readonly sendMail: SendMail | undefined;
  readonly auth: () => Promise<Auth>;
  /** Runs on after the answer; a stop waits for it. */
  readonly background: (work: Promise<void>) => void;
}
