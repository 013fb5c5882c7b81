import { EXTENDED_SECONDS, STANDARD_SECONDS } from './deliveries/retry-schedule.ts';

/** One environment variable: what `fieldhook --help` and docs/operations.md say of it. */
export interface Knob {
  readonly name: string;
  readonly default: string;
  readonly text: string;
}

export const knobs: readonly Knob[] = [
  { name: 'DATABASE_URL', default: '(embedded)', text: 'PostgreSQL 15 or later, as postgresql://…' },
  { name: 'DATABASE_POOL_SIZE', default: '10', text: 'Connections of this process to the database, 2–200.' },
  {
    name: 'MIGRATE_ON_START',
    default: 'true',
    text: 'Bring the schema up to date when starting; false: only check.',
  },
  { name: 'DATA_DIR', default: './data', text: 'Where the embedded database and its keys lie.' },
  { name: 'HOST', default: '127.0.0.1', text: 'Address to listen on.' },
  { name: 'PORT', default: '3000', text: 'Port to listen on; 0 takes a free one.' },
  { name: 'PUBLIC_URL', default: 'http://HOST:PORT', text: 'Address under which others reach this server.' },
  {
    name: 'TRUST_PROXY',
    default: '(none)',
    text: 'Addresses and CIDRs of the proxies in front, comma-separated, whose X-Forwarded-For is believed.',
  },
  { name: 'EVENT_SOURCE', default: 'PUBLIC_URL', text: 'CloudEvents source of every event, a URI.' },
  {
    name: 'SECRET_KEYS',
    default: '(generated)',
    text: 'Keys that seal secrets: id:base64 of 32 bytes, newest first, comma-separated. Required with DATABASE_URL.',
  },
  {
    name: 'RETRY_STANDARD_SECONDS',
    default: STANDARD_SECONDS.join(','),
    text: 'Standard retry schedule: seconds from the end of each failed attempt.',
  },
  {
    name: 'RETRY_EXTENDED_SECONDS',
    default: EXTENDED_SECONDS.join(','),
    text: 'Extended retry schedule, likewise.',
  },
  {
    name: 'DELIVERY_CONCURRENCY',
    default: '256',
    text: 'Webhook POSTs under way at once in this process, 1–2000; half of them at most to one endpoint.',
  },
  {
    name: 'DELIVERY_ALLOWED_ORIGINS',
    default: '(none)',
    text: 'Origins (http://host:port, comma-separated) that delivery URLs may have although they are not https or not public; the same for api and worker.',
  },
  {
    name: 'DELIVERY_ALLOWED_PORTS',
    default: '443',
    text: 'Ports that delivery URLs may have, comma-separated; the same for api and worker.',
  },
  {
    name: 'DELIVERY_ALLOWED_CIDRS',
    default: '(none)',
    text: 'Addresses and CIDRs that may be sent to, by https, although they are not public, comma-separated; the same for api and worker.',
  },
  {
    name: 'DELIVERY_LOCAL_SERVERS',
    default: 'false',
    text: 'true: delivery URLs may also name other servers on this machine, by http too. Only while fieldhook is tried: with its own database, reached by this machine alone.',
  },
  {
    name: 'DELIVERY_PROXY_URL',
    default: '(none)',
    text: 'HTTP proxy that deliveries go through by CONNECT: http://user:password@host:port, or https://.',
  },
  {
    name: 'SMTP_URL',
    default: '(no mail)',
    text: 'Mail server for invitations and password resets: smtps://user:password@host, or smtp://.',
  },
  {
    name: 'MAIL_FROM',
    default: '(none)',
    text: 'Sender of those mails, an address or Name <address>. Required with SMTP_URL.',
  },
  {
    name: 'REGISTRATION',
    default: 'open (on this machine only), else closed',
    text: 'open: developers make accounts by themselves; closed: only by invitation. Open needs SMTP_URL unless only this machine reaches the server.',
  },
  {
    name: 'SHUTDOWN_TIMEOUT_SECONDS',
    default: '20',
    text: 'How long a stop waits for what is under way, 1–300.',
  },
  { name: 'LOG_LEVEL', default: 'info (embedded: warn)', text: 'fatal, error, warn, info, debug or silent.' },
  {
    name: 'FIELDHOOK_TOKEN',
    default: '(none)',
    text: 'Personal access token; read by fieldhook listen alone.',
  },
  {
    name: 'DEMO_WEBHOOK_URL',
    default: '(the inbox)',
    text: 'Receiver of the demo tenant; used by npm run demo.',
  },
];
