import { Alert, Anchor, SegmentedControl, Skeleton, Text } from '@mantine/core';
import { IconPencilQuestion } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { EventData } from '../../../../src/events/catalogue.ts';
import type { AppDetail, SharedData } from '../../../../src/connections/schema.ts';
import { path } from '../../api/path.ts';
import { RouteLink } from '../../shell/route-link.tsx';
import { Card } from '../../ui/card.tsx';
import { JsonView } from '../../ui/code-view.tsx';
import { Instant } from '../../ui/instant.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useUrlState } from '../../ui/use-url-state.ts';
import { SourceFacts, WhoFacts, WishFacts } from '../sessions/session-facts.tsx';
import { tenantHref, useTenant } from '../tenant-query.ts';
import { sharedDataQuery } from './access-query.ts';
import classes from './shared-sample.module.css';

type Session = EventData['session'];

interface Sample {
  readonly key: string;
  readonly label: string;
  readonly from: 'own' | 'example';
  readonly sessionId: string | null;
  readonly at: string;
  readonly session: Session;
  /** As the app gets it. */
  readonly json: object;
}

/** What the newest version of an app would get, by example: one's own latest session, or a made-up one. */
export function SharedSample({ app }: { readonly app: AppDetail }) {
  const tenant = useTenant();
  const shared = useQuery(sharedDataQuery(tenant, app));
  const { values, set } = useUrlState({ sample: '' });
  const samples = shared.data === undefined ? [] : samplesOf(shared.data);
  const shown = samples.find(({ key }) => key === values.sample) ?? samples[0];
  if (shared.data !== undefined && samples.length === 0) return null;
  return (
    <Card
      title="A sample of what is shared"
      description="Every session looks like this to the app, member for member."
    >
      <ProblemAlert error={shared.error} onRetry={() => void shared.refetch()} />
      {shared.isPending ? <Skeleton height={220} radius="md" /> : null}
      {shown === undefined ? null : (
        <div className={classes['sample']}>
          {samples.length < 2 ? null : (
            <SegmentedControl
              className={classes['choice'] ?? ''}
              aria-label="Which sample is shown"
              value={shown.key}
              onChange={(sample) => set({ sample })}
              data={samples.map(({ key, label }) => ({ value: key, label }))}
            />
          )}
          <Provenance sample={shown} />
          <Readable session={shown.session} />
          <details className={classes['json']}>
            <summary>All of it, as the app gets it (JSON)</summary>
            <JsonView value={shown.json} label={shown.label} maxHeight={420} />
          </details>
        </div>
      )}
    </Card>
  );
}

function samplesOf({ events, session }: SharedData): Sample[] {
  return [
    ...events.map(({ eventType, title, payload, ...sample }) => ({
      ...sample,
      key: eventType,
      label: title,
      session: (payload as { readonly data: EventData }).data.session,
      json: payload,
    })),
    ...(session === null
      ? []
      : [{ ...session, key: 'session', label: 'Read by the API', json: session.session }]),
  ];
}

function Provenance({ sample: { from, sessionId, at } }: { readonly sample: Sample }) {
  const tenant = useTenant();
  if (from === 'own' && sessionId !== null)
    return (
      <Text size="sm" my="md">
        Your own latest{' '}
        <Anchor
          component={RouteLink}
          href={tenantHref(tenant, path`sessions/${sessionId}`)}
          size="sm"
          underline="always"
        >
          session
        </Anchor>{' '}
        of the kind, of <Instant at={at} zone={tenant.timeZone} />. Looking at it here sends nothing.
      </Text>
    );
  return (
    <Alert variant="light" color="gray" icon={<IconPencilQuestion aria-hidden />} my="md" p="xs">
      Made up: {tenant.name} has had no such session yet.
    </Alert>
  );
}

function Readable({ session }: { readonly session: Session }) {
  return (
    <div className={classes['groups']}>
      <div>
        <h3>Who</h3>
        <WhoFacts session={session} />
      </div>
      <div>
        <h3>What they asked for</h3>
        <WishFacts session={session} />
      </div>
      <div>
        <h3>Where from</h3>
        <SourceFacts session={session} />
      </div>
    </div>
  );
}
