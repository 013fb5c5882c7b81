import type { AppView } from '../../../../src/apps/schema.ts';
import type { Connection } from './connections-query.ts';
import { type Delivering, hasDelivered } from './has-delivered.ts';

/** A step on the way to the first event, with where it is done. */
export interface Step {
  readonly title: string;
  readonly text: string;
  readonly isDone: boolean;
  readonly action?: { readonly label: string; readonly path: string };
}

/** What lies between the app and the first event. Pure. */
export function planSteps(
  app: Pick<
    AppView,
    'eventTypes' | 'approved' | 'tenants' | 'networks' | 'credentialMode' | 'webhooks' | 'refusal'
  >,
  connections: readonly Pick<Connection, 'state' | 'hasSecret'>[],
  isTenantsOwn: boolean,
  hasOwnAnswer: boolean,
  webhooks: readonly Delivering[] = app.webhooks,
): Step[] {
  const hasEvents = app.eventTypes.length > 0;
  const isNamed = app.tenants.length + app.networks.length > 0;
  const hasSeenEvent = hasOwnAnswer || webhooks.some(hasDelivered);
  const isConnected = connections.some(({ state }) => state === 'connected');
  return [
    {
      title: 'Choose webhook events',
      text: hasEvents ? 'Each goes to its delivery URL, signed.' : 'Without one the app hears of nothing.',
      isDone: hasEvents,
      ...(!hasEvents && { action: { label: 'Choose events', path: '/scopes' } }),
      // Before that, the guided way is the next step.
      ...(hasEvents && hasSeenEvent && { action: { label: 'Send another test', path: '/test' } }),
    },
    {
      title: 'See a first signed event',
      text: 'In the built-in inbox, then at your own server. No tenant is needed for that.',
      isDone: hasSeenEvent,
      ...(hasEvents && !hasSeenEvent && { action: { label: 'Send a test', path: '/first-event' } }),
    },
    {
      title: 'Name the tenants',
      text: 'Only they, and those of named networks, can connect the app.',
      isDone: isNamed,
      ...(!isNamed && { action: { label: 'Add a tenant', path: '/tenants' } }),
    },
    {
      title: 'Approval by the vendor',
      text: app.approved
        ? 'Every tenant that you name finds the app.'
        : app.refusal !== null
          ? app.refusal.askedAgainAt === null
            ? 'Refused: the reason stands above. Mend it, then ask again there.'
            : 'You have asked again; the vendor looks at it.'
          : isTenantsOwn
            ? 'Not needed for your own tenant. Other tenants find the app once the vendor has approved it: ask your success manager.'
            : 'Until then only tenants of your own organisation find the app: ask your success manager.',
      isDone: app.approved,
    },
    {
      title: 'A tenant connects',
      text: 'Its administrator allows the app in the settings. Send the invitation.',
      isDone: isConnected,
      ...(!isConnected && { action: { label: 'Copy the invitation', path: '/tenants' } }),
    },
    {
      title: 'Credentials',
      text:
        app.credentialMode === 'developer'
          ? 'Generate a client secret for each connected tenant, to read from the API.'
          : 'The tenant generates a client secret and hands it to you, to read from the API.',
      isDone: connections.some(({ hasSecret }) => hasSecret),
      ...(isConnected && { action: { label: 'See the client IDs', path: '/credentials' } }),
    },
  ];
}

/** The first thing that is not done and can be done here. */
export function nextOf(steps: readonly Step[]): Step | undefined {
  return steps.find(({ isDone, action }) => !isDone && action !== undefined);
}
