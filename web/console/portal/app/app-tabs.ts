/** What there is of an app, each at its own address below it. */
export const appTabs = [
  { label: 'Overview', path: '' },
  { label: 'Scopes & Events', path: '/scopes' },
  { label: 'Webhooks', path: '/webhooks' },
  { label: 'Tenants', path: '/tenants' },
  { label: 'Credentials', path: '/credentials' },
  { label: 'Versions', path: '/versions' },
  { label: 'Deliveries', path: '/deliveries' },
  { label: 'Failed events', path: '/failed' },
  { label: 'Test', path: '/test' },
  { label: 'Audit', path: '/audit' },
] as const;

export const appHref = (appId: string, path = ''): string =>
  `/portal/apps/${encodeURIComponent(appId)}${path}`;
