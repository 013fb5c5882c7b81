import { resolve } from 'node:path';
import { EXTENDED_SECONDS, type RetrySchedules, STANDARD_SECONDS } from './deliveries/retry-schedule.ts';
import { parseSealingKeys, type SealingKey } from './lib/seal.ts';
import { isNetwork, isOrigin, isOwnMachine, isProxyUrl, isUri } from './setting-values.ts';

/** Everything that is wrong with the configuration, one sentence each. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

export interface Config {
  /** Undefined: the embedded PostgreSQL under `dataDir`. */
  readonly databaseUrl: string | undefined;
  readonly databasePoolSize: number;
  readonly migrateOnStart: boolean;
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  /** Undefined: what the server listens on. */
  readonly publicUrl: string | undefined;
  /** Whose `X-Forwarded-For` is believed: addresses and CIDRs; nobody's when empty. */
  readonly trustProxy: readonly string[];
  /** Undefined: the public URL. */
  readonly eventSource: string | undefined;
  /** Undefined: a generated file under `dataDir`. */
  readonly secretKeys: readonly SealingKey[] | undefined;
  readonly retrySchedules: RetrySchedules;
  readonly deliveryConcurrency: number;
  readonly deliveryAllowedOrigins: readonly string[];
  readonly deliveryAllowedPorts: readonly number[];
  readonly deliveryAllowedCidrs: readonly string[];
  readonly deliveryLocalServers: boolean;
  /** Undefined: deliveries go out directly. */
  readonly deliveryProxyUrl: string | undefined;
  readonly shutdownTimeoutSeconds: number;
  readonly logLevel: string;
  /** Undefined: no mail is sent. */
  readonly mail: { readonly url: string; readonly from: string } | undefined;
  /** Whether developers may register by themselves. */
  readonly registrationIsOpen: boolean;
  /** Where the webhooks of the demo tenant point instead of the built-in inbox; only `npm run demo` sets it. */
  readonly demoWebhookUrl: string | undefined;
}

/** The personal access token of `fieldhook listen`, which needs no other setting. */
export function findToken(env: NodeJS.ProcessEnv): string | undefined {
  return env['FIELDHOOK_TOKEN']?.trim() || undefined;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'];

/**
 * What is about to run: it decides which settings are required. `administer` is every command that changes something in a
 * database that exists: the one of DATABASE_URL, or the embedded one of a fieldhook that is running.
 */
export type ConfiguredCommand = 'start' | 'api' | 'worker' | 'migrate' | 'administer';

/**
 * The only reader of the environment.
 * @throws ConfigError naming every problem at once
 */
export function loadConfig(env: NodeJS.ProcessEnv, command: ConfiguredCommand = 'start'): Config {
  const problems: string[] = [];
  // An empty variable is how many tools unset one.
  const text = (name: string): string | undefined => env[name]?.trim() || undefined;
  const refuse = (name: string, what: string): undefined => void problems.push(`${name} ${what}.`);

  const integer = (name: string, fallback: number, min: number, max: number): number => {
    const given = text(name);
    if (given === undefined) return fallback;
    const value = /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN;
    if (!(value >= min && value <= max))
      refuse(name, `must be a whole number from ${min} to ${max}, not "${given}"`);
    return value;
  };
  const url = (name: string, protocols: readonly string[]): string | undefined => {
    const given = text(name);
    if (given === undefined) return undefined;
    // The value itself is not repeated: a database URL holds a password.
    if (!URL.canParse(given))
      return refuse(name, `must be a URL that begins with ${protocols.join(' or ')}//`);
    if (!protocols.includes(new URL(given).protocol))
      return refuse(name, `must begin with ${protocols.join(' or ')}//`);
    return given.replace(/\/+$/, '');
  };
  const oneOf = (name: string, values: readonly string[], fallback: string): string => {
    const given = text(name) ?? fallback;
    if (!values.includes(given)) refuse(name, `must be one of ${values.join(', ')}, not "${given}"`);
    return given;
  };
  const seconds = (name: string, fallback: readonly number[]): readonly number[] => {
    const given = text(name);
    if (given === undefined) return fallback;
    const values = given.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
    if (values.every((value) => value >= 0 && value <= 7 * 86_400) && values.length <= 20) return values;
    refuse(name, `must be up to 20 numbers of seconds from 0 to 604800, separated by commas, not "${given}"`);
    return fallback;
  };
  const origins = (name: string): string[] => {
    const given = (text(name) ?? '').split(',').map((part) => part.trim());
    // Not repeated either: somebody's URL may hold a password.
    if (!given.every((part) => part === '' || isOrigin(part)))
      refuse(name, 'must list nothing but origins such as http://127.0.0.1:4000, without a path');
    return given.filter((part) => part !== '');
  };
  const networks = (name: string): string[] => {
    const given = (text(name) ?? '').split(',').map((part) => part.trim());
    const wrong = given.find((part) => part !== '' && !isNetwork(part));
    if (wrong !== undefined) refuse(name, `must list addresses or CIDRs such as 10.0.0.0/8, not "${wrong}"`);
    return given.filter((part) => part !== '');
  };
  const ports = (name: string, fallback: readonly number[]): readonly number[] => {
    const given = text(name)
      ?.split(',')
      .map((part) => part.trim());
    if (given === undefined) return fallback;
    const values = given.map((part) => (/^\d{1,5}$/.test(part) ? Number(part) : Number.NaN));
    if (values.every((value) => value >= 1 && value <= 65_535)) return values;
    refuse(name, `must list ports from 1 to 65535, separated by commas, not "${given.join(',')}"`);
    return fallback;
  };
  const keys = (): SealingKey[] | undefined => {
    const given = text('SECRET_KEYS');
    if (given === undefined) {
      if (databaseUrl !== undefined && command !== 'migrate')
        refuse('SECRET_KEYS', 'is required with DATABASE_URL; make one with `fieldhook keys`');
      return undefined;
    }
    const parsed = parseSealingKeys(given);
    return typeof parsed === 'string' ? refuse('SECRET_KEYS', `is not valid: ${parsed}`) : parsed;
  };
  const eventSource = (): string | undefined => {
    const given = text('EVENT_SOURCE');
    if (given !== undefined && !isUri(given)) refuse('EVENT_SOURCE', 'must be a URI');
    return given;
  };

  const publicUrl = (): string | undefined => {
    const given = url('PUBLIC_URL', ['http:', 'https:']);
    if (given !== undefined && !isUri(given))
      refuse('PUBLIC_URL', 'must be written as a URI, other letters encoded (xn--… in a host, %… in a path)');
    return given;
  };

  const proxyUrl = (): string | undefined => {
    const given = url('DELIVERY_PROXY_URL', ['http:', 'https:']);
    if (given !== undefined && !isProxyUrl(given))
      refuse(
        'DELIVERY_PROXY_URL',
        'must end after the host and its port, and its user and password be URI-encoded',
      );
    return given;
  };

  const mail = (): Config['mail'] => {
    const [server, from] = [url('SMTP_URL', ['smtp:', 'smtps:']), text('MAIL_FROM')];
    if (from !== undefined && !/^[^\s@<>]+@[^\s@<>]+$|^[^<>]*<[^\s@<>]+@[^\s@<>]+>$/.test(from))
      return refuse('MAIL_FROM', 'must be an address or Name <address>');
    if (server !== undefined && from === undefined) return refuse('MAIL_FROM', 'is required with SMTP_URL');
    return server === undefined || from === undefined ? undefined : { url: server, from };
  };

  const databaseUrl = url('DATABASE_URL', ['postgresql:', 'postgres:']);
  if (text('DATABASE_URL') === undefined && command !== 'start' && command !== 'administer') {
    refuse(
      'DATABASE_URL',
      `is required for \`fieldhook ${command}\`: only \`fieldhook start\` brings its own database`,
    );
  }
  const host = text('HOST') ?? '127.0.0.1';
  const publicAddress = publicUrl();
  const isOwn = databaseUrl === undefined && isOwnMachine(host, publicAddress);
  const deliveryLocalServers = (): boolean => {
    const isAllowed = oneOf('DELIVERY_LOCAL_SERVERS', ['true', 'false'], 'false') === 'true';
    // Whoever may register from elsewhere would reach what listens beside us.
    if (isAllowed && !isOwn)
      refuse(
        'DELIVERY_LOCAL_SERVERS',
        'can be true only with the embedded database and where only this machine reaches fieldhook; name single origins in DELIVERY_ALLOWED_ORIGINS instead',
      );
    return isAllowed;
  };
  const registrationIsOpen = (): boolean => {
    const isOpen = oneOf('REGISTRATION', ['open', 'closed'], isOwn ? 'open' : 'closed') === 'open';
    // Without a mail nobody shows that the address is theirs.
    if (isOpen && !isOwn && text('SMTP_URL') === undefined)
      refuse('REGISTRATION', 'can be open to others only with SMTP_URL, so that addresses are confirmed');
    return isOpen;
  };
  const config: Config = {
    databaseUrl,
    databasePoolSize: integer('DATABASE_POOL_SIZE', 10, 2, 200),
    migrateOnStart: oneOf('MIGRATE_ON_START', ['true', 'false'], 'true') === 'true',
    dataDir: resolve(text('DATA_DIR') ?? 'data'),
    host,
    port: integer('PORT', 3000, 0, 65_535),
    publicUrl: publicAddress,
    trustProxy: networks('TRUST_PROXY'),
    eventSource: eventSource(),
    secretKeys: keys(),
    retrySchedules: {
      standard: seconds('RETRY_STANDARD_SECONDS', STANDARD_SECONDS),
      extended: seconds('RETRY_EXTENDED_SECONDS', EXTENDED_SECONDS),
    },
    deliveryConcurrency: integer('DELIVERY_CONCURRENCY', 256, 1, 2_000),
    deliveryAllowedOrigins: origins('DELIVERY_ALLOWED_ORIGINS'),
    deliveryAllowedPorts: ports('DELIVERY_ALLOWED_PORTS', [443]),
    deliveryAllowedCidrs: networks('DELIVERY_ALLOWED_CIDRS'),
    deliveryLocalServers: deliveryLocalServers(),
    deliveryProxyUrl: proxyUrl(),
    shutdownTimeoutSeconds: integer('SHUTDOWN_TIMEOUT_SECONDS', 20, 1, 300),
    logLevel: oneOf('LOG_LEVEL', LOG_LEVELS, databaseUrl === undefined ? 'warn' : 'info'),
    mail: mail(),
    registrationIsOpen: registrationIsOpen(),
    demoWebhookUrl: url('DEMO_WEBHOOK_URL', ['http:', 'https:']),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}
