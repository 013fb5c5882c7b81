import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Arrival, FromReceiver, ToReceiver } from './arrival.ts';
import { describeEnd, ended, endWithin } from './child.ts';
import { DemoFailure } from './failure.ts';

export interface ReceiverProcess {
  /** Where webhooks are to be sent, once it listens. */
  readonly url: Promise<string>;
  tellKey(hmacKey: string): void;
  stop(): Promise<void>;
}

export interface ReceiverOptions {
  readonly refuseFirst: boolean;
  readonly onArrival: (arrival: Arrival) => void;
  readonly onFailure: (err: Error) => void;
}

export function startReceiver({ refuseFirst, onArrival, onFailure }: ReceiverOptions): ReceiverProcess {
  const child = fork(join(import.meta.dirname, 'receiver.ts'), refuseFirst ? ['--refuse-first'] : [], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // Ctrl-C goes to every process of the terminal's group; the receiver must outlive fieldhook's graceful stop.
    detached: true,
  });
  const end = ended(child);
  const listening = Promise.withResolvers<string>();
  let stopping = false;
  child.on('message', (message: FromReceiver) => {
    if (message.kind === 'listening') listening.resolve(message.url);
    else onArrival(message.arrival);
  });
  const noticeEnd = async (): Promise<void> => {
    const how = await end;
    if (!stopping) onFailure(new DemoFailure(`The receiver ended early (${describeEnd(how)}).`));
  };
  void noticeEnd();
  return {
    url: listening.promise,
    tellKey: (hmacKey) => void child.send({ hmacKey } satisfies ToReceiver),
    stop: async () => {
      stopping = true;
      // Not by disconnecting, after which Node never reports the child's close.
      child.kill('SIGTERM');
      await endWithin(child, end, 5_000);
    },
  };
}
