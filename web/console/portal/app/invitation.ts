import type { AppView } from '../../../../src/apps/schema.ts';

/** What a developer sends to a tenant's administrator, so that they can connect the app without asking. */
export function invitationText(
  app: Pick<AppView, 'name' | 'organizationName' | 'email' | 'credentialMode'>,
  settingsUrl: string,
): string {
  const last =
    app.credentialMode === 'tenant'
      ? `4. Under Application Details, press Generate beside Client Secret. Send us your Tenant ID and Client ID, and the secret separately, over a channel that only we read. It is shown only once.`
      : `4. That is all: we configure the credentials for you.`;
  return [
    `Hello,`,
    ``,
    `to use ${app.name} by ${app.organizationName} with Scheduling Pro, please connect it once:`,
    ``,
    `1. Sign in as an administrator at ${settingsUrl}`,
    `2. Open Settings > Integrations > API Application Access and press Connect New App.`,
    `3. Choose ${app.name}, look at what it asks for, and press Allow.`,
    last,
    ``,
    `You can disable it there at any time. Questions: ${app.email}`,
  ].join('\n');
}
