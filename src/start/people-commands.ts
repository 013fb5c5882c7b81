import { type Command, Option } from 'commander';
import type { Config } from '../config.ts';
import { createOneTimeLink } from '../people/one-time-link.ts';
import { addOperator } from '../people/operators.ts';
import { addOrganisationMember, createOrganisation } from '../people/organisations.ts';
import { addTenantMember } from '../people/tenant-members.ts';
import {
  administer,
  type Administration,
  commandLine,
  type CommandPerson,
  explaining,
} from './administer.ts';
import { CommandError } from './command-error.ts';
import { emailArgument, idArgument, nameArgument, uuidArgument } from './command-options.ts';

export interface CommandTools {
  /** Runs to the end of the process; what fails becomes a sentence. */
  readonly run: (action: () => Promise<void>) => Promise<never>;
  readonly say: (line: string) => void;
  /** Reads the settings of a command that administers. */
  readonly configure: () => Config;
}

interface Json {
  readonly json?: boolean;
}

const asJson = ['--json', 'print the result as JSON'] as const;

/** `fieldhook operator`, `fieldhook organisation` and `fieldhook user`. */
export function addPeopleCommands(program: Command, { run, say, configure }: CommandTools): void {
  const tell = (options: Json, result: object, lines: readonly string[]): void => {
    if (options.json) say(JSON.stringify(result));
    else for (const line of lines) say(line);
  };

  const operator = program.command('operator').description("The vendor's own staff.");
  operator
    .command('create')
    .description('Let somebody approve apps, make tenants and switch previews.')
    .argument('<email>', 'their e-mail address', emailArgument)
    .option('--name <name>', 'their name', nameArgument)
    .option(...asJson)
    .action((email: string, options: Json & { name?: string }) =>
      run(() =>
        administer(configure(), async ({ db, now, person, invite, urlHint }) => {
          const somebody = await person(email, options.name);
          await explaining(
            db.transaction().execute((trx) => addOperator(trx, commandLine, somebody, now)),
            { already_exists: `${email} is an operator already.` },
          );
          const mail = await invite(somebody, 'the operators');
          tell(options, { personId: somebody.personId, email, mail }, [
            `${email} is an operator.`,
            ...nextStep(somebody, mail, urlHint),
          ]);
        }),
      ),
    );

  const organisation = program
    .command('organisation')
    .description('Developer organisations, which own apps.');
  organisation
    .command('create')
    .description("Make a developer organisation. Tenants' own ones are made with the tenant.")
    .requiredOption('--name <name>', 'its name', nameArgument)
    .option('--member <email>', 'a first person who acts for it', emailArgument)
    .option(...asJson)
    .action((options: Json & { name: string; member?: string }) =>
      run(() =>
        administer(configure(), async ({ db, now, person, invite, urlHint }) => {
          const somebody = options.member === undefined ? undefined : await person(options.member);
          const made = await db.transaction().execute(async (trx) => {
            const organisationMade = await createOrganisation(trx, commandLine, options.name, now);
            if (somebody !== undefined)
              await addOrganisationMember(trx, commandLine, organisationMade.id, somebody, now);
            return organisationMade;
          });
          const mail = somebody === undefined ? undefined : await invite(somebody, options.name);
          tell(options, { organisationId: made.id, name: made.name, mail }, [
            `Made organisation ${made.id} (${made.name}).`,
            ...(somebody === undefined ? [] : nextStep(somebody, mail, urlHint)),
          ]);
        }),
      ),
    );

  const user = program.command('user').description('People who sign in.');
  user
    .command('invite')
    .description('Let somebody work for a tenant, or act for a developer organisation.')
    .argument('<email>', 'their e-mail address', emailArgument)
    .option('--name <name>', 'their name', nameArgument)
    .option('--tenant <id>', 'the tenant they work for', idArgument)
    .addOption(new Option('--role <role>', 'at the tenant').choices(['administrator', 'office_employee']))
    .option('--may-manage-api-access', 'may use Settings ▸ Integration ▸ API Application Access')
    .option('--may-generate-app-key', "may use the portal for the tenant's own organisation")
    .option('--organisation <id>', 'the developer organisation they act for', uuidArgument)
    .option(...asJson)
    .action((email: string, options: InviteOptions) =>
      run(() =>
        administer(configure(), async (administration) => {
          const { somebody, mail } = await inviteUser(administration, email, options);
          tell(options, { personId: somebody.personId, email, mail }, [
            `${email} was added.`,
            ...nextStep(somebody, mail, administration.urlHint),
          ]);
        }),
      ),
    );
  user
    .command('reset-link')
    .description('Print a one-time link by which somebody sets their password.')
    .argument('<email>', 'their e-mail address', emailArgument)
    .option(...asJson)
    .action((email: string, options: Json) =>
      run(() =>
        administer(configure(), async (administration) => {
          const { link, expiresAt } = await printableLink(administration, email);
          const until = expiresAt.toISOString();
          const hint = administration.urlHint;
          tell(options, { link, expiresAt: until, hint }, [
            link,
            `It works once, until ${until}.`,
            ...(hint === undefined ? [] : [hint]),
          ]);
        }),
      ),
    );
}

interface InviteOptions extends Json {
  readonly name?: string;
  readonly tenant?: number;
  readonly role?: 'administrator' | 'office_employee';
  readonly mayManageApiAccess?: boolean;
  readonly mayGenerateAppKey?: boolean;
  readonly organisation?: string;
}

async function inviteUser(
  { db, now, person, invite }: Administration,
  email: string,
  options: InviteOptions,
): Promise<{ somebody: CommandPerson; mail: string }> {
  const { tenant, role, organisation } = options;
  if (tenant === undefined && organisation === undefined)
    throw new CommandError('Say what for: --tenant with --role, or --organisation.');
  if ((tenant === undefined) !== (role === undefined))
    throw new CommandError('--tenant and --role go together.');
  const places: string[] = [];
  if (tenant !== undefined) {
    const found = await db.selectFrom('tenants').select('name').where('id', '=', tenant).executeTakeFirst();
    if (found === undefined) throw new CommandError(`There is no tenant ${tenant}.`);
    places.push(found.name);
  }
  if (organisation !== undefined) {
    const organisations = db.selectFrom('developer_organisations').select('name');
    const found = await organisations.where('id', '=', organisation).executeTakeFirst();
    if (found === undefined) throw new CommandError(`There is no organisation ${organisation}.`);
    places.push(found.name);
  }
  const somebody = await person(email, options.name);
  await explaining(
    db.transaction().execute(async (trx) => {
      if (tenant !== undefined && role !== undefined) {
        const { mayManageApiAccess, mayGenerateAppKey } = options;
        const member = { ...somebody, role, mayManageApiAccess, mayGenerateAppKey };
        await addTenantMember(trx, commandLine, tenant, member, now);
      }
      if (organisation !== undefined)
        await addOrganisationMember(trx, commandLine, organisation, somebody, now);
    }),
    { already_exists: `${email} is there already.` },
  );
  return { somebody, mail: await invite(somebody, places.join(' and ')) };
}

async function printableLink(
  { db, sealer, now, baseUrl }: Administration,
  email: string,
): Promise<{ link: string; expiresAt: Date }> {
  const person = await db.selectFrom('people').select('id').where('email', '=', email).executeTakeFirst();
  if (person === undefined) throw new CommandError(`There is nobody with the address ${email}.`);
  const { createAuth } = await import('../people/auth.ts');
  const auth = createAuth({ db, sealer, baseUrl: () => baseUrl });
  return createOneTimeLink(auth, baseUrl, person.id, 'reset', now);
}

/** What has to be done before the person can sign in. The link itself is printed by that one command only. */
export function nextStep(
  { email, hasPassword }: CommandPerson,
  mail: string | undefined,
  urlHint: string | undefined,
): string[] {
  if (mail === 'sent')
    return ['A mail is on its way.', ...(hasPassword || urlHint === undefined ? [] : [urlHint])];
  return hasPassword ? [] : [`Print a link to set the password: fieldhook user reset-link ${email}`];
}
