import type { Command } from 'commander';
import { newSealingKeyEntry } from '../lib/seal.ts';
import type { CommandTools } from './people-commands.ts';

/** `fieldhook keys` and `fieldhook keys reseal`. */
export function addKeysCommands(program: Command, { run, say, configure }: CommandTools): void {
  const keys = program
    .command('keys')
    .description('Print a new key for SECRET_KEYS.')
    .action(() => run(async () => say(newSealingKeyEntry())));
  keys
    .command('reseal')
    .description('Seal everything in the database anew that the newest key of SECRET_KEYS has not sealed.')
    .addHelpText(
      'after',
      '\nSafe to interrupt, to run again, and to run beside running processes. Every process must have the new\nSECRET_KEYS first. It ends with how many values each key still seals: one that seals none may go.\n',
    )
    .option('--json', 'print the result as JSON')
    .action((options: { json?: boolean }) =>
      run(async () => {
        const { reseal } = await import('./reseal.ts');
        await reseal(configure(), options.json ?? false, say);
      }),
    );
}
