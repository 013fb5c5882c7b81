import { type Command, InvalidArgumentError } from 'commander';
import { eventTypes } from '../events/event-types.ts';
import type { LocalAnswer, StreamedDelivery } from '../listen/forward.ts';
import type { Listener } from '../listen/listen.ts';
import { CommandError } from './command-error.ts';

interface Options {
  readonly forwardTo: string;
  readonly app: string;
  readonly server: string;
  readonly token?: string;
  readonly events?: string[];
  readonly verbose?: boolean;
  readonly json?: boolean;
}

export interface ListenCommandTools {
  readonly run: (action: () => Promise<void>) => Promise<never>;
  readonly say: (line: string) => void;
  readonly stopSignal: () => AbortSignal;
  /** Of the environment. */
  readonly findToken: () => string | undefined;
}

/** `fieldhook listen`. */
export function addListenCommand(
  program: Command,
  { run, say, stopSignal, findToken }: ListenCommandTools,
): void {
  program
    .command('listen')
    .description("Forward an app's deliveries to a server on this machine; changes nothing of them.")
    .requiredOption(
      '--forward-to <url>',
      'where to POST them, such as http://localhost:4000/hook',
      urlArgument,
    )
    .requiredOption('--app <id>', 'the app')
    .option('--server <url>', 'the fieldhook server', urlArgument, 'http://127.0.0.1:3000')
    .option('--token <token>', 'a personal access token with portal:read; better given as FIELDHOOK_TOKEN')
    .option('--events <types>', 'event types, comma-separated', eventsArgument)
    .option('--verbose', 'print the body of each local answer, too')
    .option('--json', 'print one JSON object a line')
    .action((options: Options) =>
      run(async () => {
        const token = options.token ?? findToken();
        if (token === undefined)
          throw new CommandError('Set FIELDHOOK_TOKEN to a personal access token, or give --token.');
        if (!/^fht_[A-Za-z0-9]+$/.test(token))
          throw new CommandError('A personal access token begins with fht_.');
        const { listen, ListenError } = await import('../listen/listen.ts');
        const wanted = { ...options, token, appId: options.app, types: options.events };
        try {
          await listen(wanted, printer(options, say), stopSignal());
        } catch (err) {
          throw err instanceof ListenError ? new CommandError(err.message) : err;
        }
      }),
    );
}

/** Answers go to standard output; what is about the connection, to standard error with --json. */
function printer({ forwardTo, app, json, verbose }: Options, say: (line: string) => void): Listener {
  const note = json === true ? (line: string): void => void process.stderr.write(`${line}\n`) : say;
  return {
    onReady: () => note(`Listening to app ${app}; forwarding to ${forwardTo}. Stop with Ctrl-C.`),
    onAnswer: (delivery, answer) => {
      if (json === true) return say(JSON.stringify(toJson(delivery, answer, verbose === true)));
      const outcome = answer.status === null ? `failed: ${answer.error ?? ''}` : String(answer.status);
      say(`${timeOfDay()}  ${delivery.type}  ${delivery.deliveryId}  ${outcome}  ${answer.durationMs} ms`);
      if (verbose === true && answer.body !== '') say(printable(answer.body));
    },
    onProblem: (type, deliveryId, code) =>
      note(`${timeOfDay()}  ${type}  ${deliveryId}  not forwarded: ${code}`),
    onInterruption: (why, waitMs) => note(`Not connected: ${why}. Trying again in ${waitMs / 1000} s.`),
  };
}

function toJson(
  { type, deliveryId, eventId }: StreamedDelivery,
  answer: LocalAnswer,
  verbose: boolean,
): object {
  const { status, error, durationMs, body } = answer;
  const at = new Date().toISOString();
  return { at, type, deliveryId, eventId, status, error, durationMs, ...(verbose && { body }) };
}

const timeOfDay = (): string => new Date().toTimeString().slice(0, 8);

/** An answer could otherwise do things to the terminal. */
const printable = (text: string): string => text.replaceAll(/[^\P{Cc}\n\t]/gu, '\uFFFD');

function urlArgument(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new InvalidArgumentError('It is not a URL that begins with http:// or https://.');
  return text;
}

function eventsArgument(text: string): string[] {
  const types = text.split(',').map((type) => type.trim());
  if (types.some((type) => !eventTypes.includes(type as (typeof eventTypes)[number])))
    throw new InvalidArgumentError(`Choose among ${eventTypes.join(', ')}.`);
  return types;
}
