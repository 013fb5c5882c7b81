import type { Command } from 'commander';
import { addPeopleCommands, type CommandTools } from './people-commands.ts';
import { addSessionCommands } from './session-commands.ts';
import { addSigningKeyCommands } from './signing-key-commands.ts';
import { addTenantCommands } from './tenant-commands.ts';

/** The commands that look at and change what is in the database. */
export function addAdministrationCommands(program: Command, tools: CommandTools): void {
  addTenantCommands(program, tools);
  addPeopleCommands(program, tools);
  addSigningKeyCommands(program, tools);
  addSessionCommands(program, tools);
}
