import type { Command } from 'commander';
import { systemClock } from '../lib/clock.ts';
import { type ErasedSession, eraseVisit } from '../sessions/erase.ts';
import { findSessionsOf } from '../sessions/find-person.ts';
import { administer, commandLine, explaining } from './administer.ts';
import { CommandError } from './command-error.ts';
import { contactArgument, idArgument } from './command-options.ts';
import type { CommandTools } from './people-commands.ts';

interface EraseOptions {
  readonly tenant?: number;
  readonly email?: string;
  readonly phone?: string;
  readonly json?: boolean;
}

/** `fieldhook session`. */
export function addSessionCommands(program: Command, { run, say, configure }: CommandTools): void {
  const session = program.command('session').description('Visits to schedulers and routers.');
  session
    .command('erase')
    .description(
      'Erase what a visitor told, for good: in a session with its events and deliveries and the router session that led to it, or in all sessions of one person at a tenant.',
    )
    .argument('[sessionId]', 'the session')
    .option('--tenant <id>', 'the tenant of the person', idArgument)
    .option('--email <address>', 'the e-mail address that the person left', contactArgument)
    .option('--phone <number>', 'the phone number that the person left', contactArgument)
    .option('--json', 'print the result as JSON')
    .action((sessionId: string | undefined, options: EraseOptions) =>
      run(async () => {
        const { tenant, email, phone } = options;
        const isOfPerson = tenant !== undefined && (email !== undefined || phone !== undefined);
        const isOfSession = [tenant, email, phone].every((option) => option === undefined);
        if (sessionId === undefined ? !isOfPerson : !isOfSession)
          throw new CommandError('Name a session, or a person by --tenant and --email or --phone.');
        await administer(configure(), async ({ db }) => {
          const ids =
            sessionId === undefined
              ? await explaining(findSessionsOf(db, tenant ?? 0, { email, phone }), {
                  not_found: `There is no tenant ${tenant}.`,
                })
              : [sessionId];
          const erasure = { actor: commandLine, clock: systemClock, nameTokens: new Map<string, number>() };
          const erased: ErasedSession[] = [];
          for (const id of ids) {
            const visit = eraseVisit(db, erasure, id);
            erased.push(...(await explaining(visit, { not_found: `There is no session ${id}.` })));
          }
          if (options.json) return say(JSON.stringify({ erased }));
          if (erased.length === 0) return say('There is no session of that person.');
          for (const one of erased) say(`Erased ${one.sessionId} of tenant ${one.tenantId}.`);
        });
      }),
    );
}
