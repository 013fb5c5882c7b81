import { Argument, type Command, Option } from 'commander';
import { recordAudit } from '../audit/record.ts';
import type { Db } from '../lib/db.ts';
import { addTenantMember } from '../people/tenant-members.ts';
import { createTenant } from '../tenants/create.ts';
import { switchPreview } from '../tenants/preview.ts';
import { changeRetention, findRetention } from '../tenants/retention.ts';
import { administer, commandLine, explaining } from './administer.ts';
import { CommandError } from './command-error.ts';
import { daysArgument, emailArgument, idArgument, nameArgument } from './command-options.ts';
import { type CommandTools, nextStep } from './people-commands.ts';

interface TenantOptions {
  readonly name: string;
  readonly environment: 'production' | 'integration';
  readonly timeZone: string;
  readonly region: string;
  readonly network?: number;
  readonly admin?: string;
  readonly brand?: string;
  readonly json?: boolean;
}

/** `fieldhook tenant`. */
export function addTenantCommands(program: Command, { run, say, configure }: CommandTools): void {
  const tenant = program.command('tenant').description('Companies that use the scheduler.');
  tenant
    .command('create')
    .description('Make a tenant, with its own developer organisation and a first brand.')
    .requiredOption('--name <name>', 'its name', nameArgument)
    .addOption(
      new Option('--environment <environment>', 'where it lies')
        .choices(['production', 'integration'])
        .makeOptionMandatory(),
    )
    .requiredOption('--time-zone <zone>', 'IANA name, such as America/Los_Angeles')
    .requiredOption('--region <code>', 'country of its phone numbers, such as US')
    .option('--network <id>', 'the network it belongs to', idArgument)
    .option('--brand <name>', 'name of its first brand (default: the name of the tenant)', nameArgument)
    .option('--admin <email>', 'a first administrator', emailArgument)
    .option('--json', 'print the result as JSON')
    .action((options: TenantOptions) =>
      run(() =>
        administer(configure(), async ({ db, now, person, invite, urlHint }) => {
          const admin = options.admin === undefined ? undefined : await person(options.admin);
          const made = await explaining(
            db.transaction().execute(async (trx) => {
              const { name, environment, timeZone, region, brand = name } = options;
              const fields = { name, environment, timeZone, region, brandName: brand };
              const created = await createTenant(trx, commandLine, fields, now);
              if (options.network !== undefined)
                await joinNetwork(trx, created.tenantId, options.network, environment, now);
              if (admin !== undefined) {
                const member = { ...admin, role: 'administrator' } as const;
                await addTenantMember(trx, commandLine, created.tenantId, member, now);
              }
              return created;
            }),
            {},
          );
          const mail = admin === undefined ? undefined : await invite(admin, options.name);
          if (options.json) return say(JSON.stringify({ ...made, mail }));
          say(`Made tenant ${made.tenantId} (${options.name}); its preview is off.`);
          say(`  organisation  ${made.organisationId}`);
          if (made.brand !== null) {
            say(`  brand         ${made.brand.id}`);
            say(`  data API key  ${made.brand.dataApiKey}`);
          }
          if (admin !== undefined) for (const line of nextStep(admin, mail, urlHint)) say(line);
        }),
      ),
    );
  tenant
    .command('preview')
    .description('Switch the feature on or off for a tenant.')
    .addArgument(new Argument('<state>', 'on or off').choices(['on', 'off']))
    .argument('<tenantId>', 'the tenant', idArgument)
    .requiredOption('--note <text>', 'who wanted this and why')
    .option('--json', 'print the result as JSON')
    .action((state: 'on' | 'off', tenantId: number, options: { note: string; json?: boolean }) =>
      run(() =>
        administer(configure(), async ({ db, now }) => {
          const change = { tenantId, on: state === 'on', note: options.note };
          await explaining(
            db.transaction().execute((trx) => switchPreview(trx, commandLine, change, now)),
            { not_found: `There is no tenant ${tenantId}.` },
          );
          if (options.json) say(JSON.stringify({ tenantId, preview: change.on }));
          else say(`The preview of tenant ${tenantId} is ${state}.`);
        }),
      ),
    );
  tenant
    .command('retention')
    .description('Show or change how long events, deliveries and their payloads are kept.')
    .argument('<tenantId>', 'the tenant', idArgument)
    .option('--days <days>', 'events, deliveries and attempts, 1 to 400', daysArgument)
    .option('--payload-days <days>', 'what is in them; `same` for as long', (text) =>
      text === 'same' ? text : daysArgument(text),
    )
    .option('--json', 'print the result as JSON')
    .action((tenantId: number, options: { days?: number; payloadDays?: number | 'same'; json?: boolean }) =>
      run(() =>
        administer(configure(), async ({ db, now }) => {
          const { days, payloadDays } = options;
          const change = {
            ...(days !== undefined && { retentionDays: days }),
            ...(payloadDays !== undefined && {
              payloadRetentionDays: payloadDays === 'same' ? null : payloadDays,
            }),
          };
          const { retention } = await explaining(
            Object.keys(change).length === 0
              ? findRetention(db, tenantId)
              : db
                  .transaction()
                  .execute((trx) => changeRetention(trx, commandLine, { tenantId }, change, now)),
            { not_found: `There is no tenant ${tenantId}.` },
          );
          if (options.json) return say(JSON.stringify({ tenantId, ...retention }));
          const { retentionDays, payloadRetentionDays } = retention;
          say(`Tenant ${tenantId} keeps events for ${retentionDays} days.`);
          say(
            `  payloads      ${payloadRetentionDays === null ? 'as long' : `${payloadRetentionDays} days`}`,
          );
        }),
      ),
    );
}

async function joinNetwork(
  trx: Db,
  tenantId: number,
  networkId: number,
  environment: string,
  now: Date,
): Promise<void> {
  const joined = await trx
    .updateTable('tenants')
    .from('networks')
    .set({ network_id: networkId })
    .where('tenants.id', '=', tenantId)
    .where('networks.id', '=', networkId)
    .where('networks.environment', '=', environment)
    .returning('tenants.id')
    .executeTakeFirst();
  if (joined === undefined) throw new CommandError(`There is no network ${networkId} in ${environment}.`);
  await recordAudit(trx, commandLine, now, {
    action: 'tenant.network_changed',
    tenantId,
    detail: { networkId },
  });
}
