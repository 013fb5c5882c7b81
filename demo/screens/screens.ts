import { enter, type Open, press, type } from './dialogs.ts';
import type { Scene } from './scene.ts';

export const viewers = ['nobody', 'developer', 'administrator', 'operator'] as const;
export type Viewer = (typeof viewers)[number];

/** A page to be seen, or a dialog over one. */
export interface Screen {
  /** Of its files, too. */
  readonly name: string;
  readonly title: string;
  readonly as: Viewer;
  readonly path: string;
  readonly open?: Open;
}

/** Every page of the console, and some dialogs, in the order in which one meets them. */
export function listScreens(scene: Scene): readonly Screen[] {
  const app = `/portal/apps/${scene.appId}`;
  const tenant = `/settings/tenants/${scene.tenantId}`;
  const of =
    (as: Viewer, base: string) =>
    (name: string, title: string, path: string, open?: Open): Screen => ({
      name,
      title,
      as,
      path: base + path,
      ...(open !== undefined && { open }),
    });
  const [entry, portal, inApp] = [of('nobody', ''), of('developer', '/portal'), of('developer', app)];
  const [settings, operator] = [of('administrator', tenant), of('operator', '/operator')];
  const [administrator, account] = [of('administrator', ''), of('administrator', '/account')];
  return [
    entry('entry', 'Sign In & Create Apps', '/sign-in'),
    entry('environment', 'The choice of the environment', '/sign-in/environment'),
    entry('sign-in', 'Sign in', '/sign-in/integration'),
    entry(
      'sign-in-second-factor',
      'Sign in: the second factor',
      '/sign-in/integration',
      enter(scene.careful),
    ),
    entry('forgotten-password', 'Forgotten your password?', '/sign-in/forgotten-password'),
    entry('register', 'Create an account', '/register'),
    entry('register-confirm', 'Confirm an account', '/register/confirm#token=of-the-mail'),
    portal('portal', 'Portal home', ''),
    portal('palette', 'Command palette', '', type('Control+k')),
    portal('shortcuts', 'Keyboard shortcuts', '/apps', type('?')),
    portal('portal-terms', 'API Terms of Use', '/terms'),
    portal('portal-apps', 'Applications', '/apps'),
    portal('portal-new-app', 'Create New App', '/apps/new'),
    portal('dialog-scopes', 'Add API Scopes', '/apps/new', press('Add API Scopes')),
    portal('dialog-events', 'Add Webhook Events', '/apps/new', press('Add Webhook Events')),
    inApp('app', 'Overview of an app', ''),
    inApp('app-scopes', 'Scopes & Events', '/scopes'),
    inApp('app-first-event', 'First event', '/first-event'),
    inApp('app-webhooks', 'Webhooks', '/webhooks?more=tn.sp.session-completed'),
    inApp('dialog-rotate', 'Rotate a key', '/webhooks', press('Rotate the HMAC key')),
    inApp('app-test', 'Test', '/test'),
    inApp('app-tenants', 'Tenants', '/tenants'),
    inApp('app-credentials', 'Credentials', '/credentials'),
    inApp('app-versions', 'Versions', '/versions'),
    inApp('app-deliveries', 'Deliveries', '/deliveries'),
    inApp('app-delivery', 'A delivery that failed', `/deliveries/${scene.failedId}`),
    inApp('app-failed', 'Failed events', '/failed'),
    inApp('dialog-replay', 'Replay what failed', '/failed', press('Replay all found')),
    inApp('app-replays', 'Replays', '/failed/replays'),
    inApp('app-audit', 'Audit of an app', '/audit'),
    inApp('app-edit', 'Change an app', '/edit'),
    inApp('dialog-delete', 'Delete an app', '/edit', press('Delete…')),
    portal('portal-events', 'Event catalogue', '/events'),
    portal('portal-event', 'An event of the catalogue', '/events/tn.sp.session-abandoned-qualified'),
    portal('portal-verify', 'Verify signatures', '/verify/node'),
    portal('portal-verify-check', 'Check a signature', '/verify/check'),
    portal('portal-people', 'People of the organisation', '/people'),
    administrator('settings', 'Tenants of one’s own', '/settings'),
    administrator('not-found', 'No such page', '/settings/no/such/page'),
    administrator('no-access', 'An area that is not open', '/operator'),
    settings('api-access', 'API Application Access', '/api-access'),
    settings('connect', 'Connect New App', '/api-access/connect'),
    settings('consent', 'Consent', `/api-access/connect/${scene.offeredAppId}`),
    settings('application-details', 'Application Details', `/api-access/apps/${scene.appId}`),
    settings('upgrade', 'Upgrade to New Version', `/api-access/apps/${scene.appId}/upgrade`),
    settings('tenant-audit', 'Audit of the tenant', '/audit'),
    settings('schedulers', 'Schedulers', '/schedulers'),
    settings('scheduler', 'A scheduler', `/schedulers/${scene.schedulerId}`),
    settings('scheduler-new', 'New scheduler', '/schedulers/new'),
    settings('routers', 'Routers', '/schedulers/routers'),
    settings('router-new', 'New router', '/schedulers/routers/new'),
    settings('router', 'A router', `/schedulers/routers/${scene.routerId}`),
    settings('brands', 'Brands', '/schedulers/brands'),
    settings('install', 'Install keys', '/install'),
    settings('simulate', 'Simulate a visitor', '/simulate'),
    settings('sessions', 'Sessions', '/sessions'),
    settings('session-booked', 'A booked session', `/sessions/${scene.bookedSessionId}`),
    settings('session-abandoned', 'An abandoned session', `/sessions/${scene.abandonedSessionId}`),
    settings('leads', 'Abandoned leads', '/leads'),
    settings('performance', 'Performance', '/performance'),
    settings('tenant-deliveries', 'Deliveries of the tenant', '/deliveries'),
    settings('tenant-delivery', 'A delivery of the tenant', `/deliveries/${scene.deliveredId}`),
    settings('people', 'People and permissions', '/people'),
    settings('privacy', 'Data and privacy', '/privacy'),
    operator('operator-tenants', 'Tenants', '/tenants'),
    operator('operator-tenant', 'A tenant', `/tenants/${scene.tenantId}`),
    operator('operator-networks', 'Networks', '/networks'),
    operator('operator-network', 'A network', `/networks/${scene.networkId}`),
    operator('operator-apps', 'Apps, approved and not', '/apps?show=all'),
    operator('operator-organisations', 'Organisations', '/organisations'),
    operator('operator-people', 'People', '/people'),
    operator('operator-deliveries', 'Delivery health', '/deliveries'),
    operator('operator-workers', 'Workers', '/workers'),
    operator('operator-audit', 'Audit', '/audit'),
    account('account', 'Account', '/password'),
    account('account-second-factor', 'Second factor', '/second-factor'),
    account('account-tokens', 'Personal access tokens', '/tokens'),
  ];
}
