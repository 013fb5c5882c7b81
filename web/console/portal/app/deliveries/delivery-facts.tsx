import type { DeliveryDetail } from '../../../../../src/delivery-log/schema.ts';
import { CopyableId } from '../../../ui/copyable-id.tsx';
import { Card } from '../../../ui/card.tsx';
import { Countdown } from '../../../ui/countdown.tsx';
import { Fact, Facts } from '../../../ui/facts.tsx';
import { Instant } from '../../../ui/instant.tsx';
import { tenantWords } from '../use-tenant-notes.ts';

/** What is known of a delivery as a whole. */
export function DeliveryFacts({
  delivery,
  notes,
}: {
  readonly delivery: DeliveryDetail;
  readonly notes: ReadonlyMap<number, string>;
}) {
  const { id, eventId, eventType, tenantId, occurredAt, finishedAt, nextAttemptAt, replaying } = delivery;
  const [waiting] = replaying ? delivery.replays : [];
  const sessionId = sessionIn(delivery.body);
  return (
    <Card>
      <Facts>
        <Fact name="For">{tenantWords(tenantId, notes)}</Fact>
        <Fact name="Event type">
          <code>{eventType}</code>
        </Fact>
        <Fact name="Happened">
          <Instant at={occurredAt} withSeconds />
        </Fact>
        <Fact name="Finished">{finishedAt === null ? null : <Instant at={finishedAt} withSeconds />}</Fact>
        <Fact name="Next attempt">
          {nextAttemptAt === null ? null : (
            <>
              in <Countdown until={nextAttemptAt} key={nextAttemptAt} /> (
              <Instant at={nextAttemptAt} withSeconds />)
            </>
          )}
        </Fact>
        <Fact name="Replay">
          {waiting === undefined ? null : (
            <>
              asked for by {waiting.askedBy?.name ?? 'somebody who is gone'}{' '}
              <Instant at={waiting.askedAt} show="relative" />, not attempted yet
            </>
          )}
        </Fact>
        <Fact name="Session">
          {sessionId === undefined ? null : <CopyableId id={sessionId} what="session id" />}
        </Fact>
        <Fact name="Delivery id">
          <CopyableId id={id} what="delivery id" />
        </Fact>
        <Fact name="Event id">
          <CopyableId id={eventId} what="event id" />
        </Fact>
      </Facts>
    </Card>
  );
}

function sessionIn(body: string | null): string | undefined {
  if (body === null) return undefined;
  const event = JSON.parse(body) as { data?: { session?: { id?: string } } };
  return event.data?.session?.id;
}
