import { randomUUID } from 'node:crypto';
import { betterAuth } from 'better-auth';
import { twoFactor } from 'better-auth/plugins/two-factor';
import type { Db } from '../lib/db.ts';
import type { Sealer } from '../lib/seal.ts';
import { addressHeader, environmentHeader } from './auth-headers.ts';
import { toSecretVersion } from './second-factor-seals.ts';
import { PASSWORD_MIN_LENGTH } from './password-length.ts';
import { COOKIE_PREFIX, peopleSecrets } from './sign-in-cookie.ts';

export interface AuthDeps {
  readonly db: Db;
  readonly sealer: Sealer;
  readonly baseUrl: () => string;
}

export type Auth = ReturnType<typeof createAuth>;

export const SIGN_IN_SECONDS = 7 * 24 * 60 * 60;

/**
 * better-auth on our tables: passwords, sign-ins, second factors and one-time links. None of its routes is served; ours call
 * its functions, check where a request comes from and how often.
 */
export function createAuth({ db, sealer, baseUrl }: AuthDeps) {
  const times = { createdAt: 'created_at', updatedAt: 'updated_at' };
  return betterAuth({
    appName: 'fieldhook',
    baseURL: new URL(baseUrl()).origin,
    secrets: peopleSecrets(sealer).map(({ keyId, secret }) => ({
      version: toSecretVersion(keyId),
      value: secret,
    })),
    database: { db, type: 'postgres', transaction: true },
    telemetry: { enabled: false },
    // It would log addresses and tokens of people.
    logger: { disabled: true },
    rateLimit: { enabled: false },
    user: { modelName: 'people', fields: { ...times, emailVerified: 'email_verified' } },
    session: {
      modelName: 'sign_ins',
      fields: {
        ...times,
        userId: 'person_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
      },
      additionalFields: { environment: { type: 'string', required: true, input: false } },
      expiresIn: SIGN_IN_SECONDS,
      disableSessionRefresh: true,
    },
    account: {
      modelName: 'credentials',
      fields: {
        ...times,
        accountId: 'account_id',
        providerId: 'provider_id',
        userId: 'person_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
      },
    },
    verification: {
      modelName: 'verifications',
      fields: { ...times, expiresAt: 'expires_at' },
      storeIdentifier: 'hashed',
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_MIN_LENGTH,
      // Our schemas bound it, in characters; this counts UTF-16 units.
      maxPasswordLength: 1_024,
      revokeSessionsOnPasswordReset: true,
      onPasswordReset: ({ user }) => forgetLinks(db, user.id),
    },
    databaseHooks: {
      session: {
        create: {
          before: async (session, ctx) => ({
            data: { ...session, environment: ctx?.headers?.get(environmentHeader) },
          }),
        },
      },
    },
    plugins: [
      twoFactor({
        issuer: 'fieldhook',
        schema: {
          user: { fields: { twoFactorEnabled: 'two_factor_enabled' } },
          twoFactor: {
            modelName: 'second_factors',
            fields: {
              backupCodes: 'backup_codes',
              userId: 'person_id',
              failedVerificationCount: 'failed_verification_count',
              lockedUntil: 'locked_until',
            },
          },
        },
      }),
    ],
    advanced: {
      cookiePrefix: COOKIE_PREFIX,
      useSecureCookies: baseUrl().startsWith('https:'),
      // The guard and the routes do both, for every route of ours.
      disableCSRFCheck: true,
      disableOriginCheck: true,
      ipAddress: { ipAddressHeaders: [addressHeader] },
      database: { generateId: () => randomUUID(), validateSchema: false },
    },
  });
}

/** Whoever could set the password has read the mail; no other link, nor a sign-in that is half done, outlives that. */
async function forgetLinks(db: Db, personId: string): Promise<void> {
  await db.deleteFrom('verifications').where('value', '=', personId).execute();
  await db.updateTable('people').set({ email_verified: true }).where('id', '=', personId).execute();
}
