import type { Command } from 'commander';
import { rotateSigningKey } from '../oauth/rotate-signing-key.ts';
import { administer } from './administer.ts';
import type { CommandTools } from './people-commands.ts';

/** `fieldhook signing-key`. */
export function addSigningKeyCommands(program: Command, { run, say, configure }: CommandTools): void {
  program
    .command('signing-key')
    .description('The keys that sign access tokens.')
    .command('rotate')
    .description('Make a new key; tokens that the old one signed stay valid until they expire.')
    .option('--json', 'print the result as JSON')
    .action((options: { json?: boolean }) =>
      run(() =>
        administer(configure(), async ({ db, sealer, now }) => {
          const rotated = await rotateSigningKey(db, sealer, now);
          if (options.json) return say(JSON.stringify(rotated));
          say(`Made key ${rotated.kid}; it signs from ${rotated.signsFrom.toISOString()}.`);
          if (rotated.previousRetiresAt !== null)
            say(`The keys before it are published until ${rotated.previousRetiresAt.toISOString()}.`);
        }),
      ),
    );
}
