import { Anchor, List, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { SessionDetail } from '../../../../src/session-history/schema.ts';
import { RouteLink } from '../../shell/route-link.tsx';
import { EmailText } from '../../ui/email-text.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { formatWindow } from '../../ui/format-instant.ts';
import { tenantHref, useTenant } from '../tenant-query.ts';
import { blockers } from './explain-entry.ts';

type Session = SessionDetail['session'];

const join = (...parts: (string | null)[]): string =>
  parts.filter((part) => part !== null && part !== '').join(' ');
const yesNo = (flag: boolean | null): string | null => (flag === null ? null : flag ? 'Yes' : 'No');

/** Who the visitor is and how they can be reached. */
export function WhoFacts({ session: { customer } }: { readonly session: Session }) {
  const { firstName, lastName, phone, email, address, isNewCustomer } = customer;
  const lines = [
    join(address.street, address.unit),
    join(address.city, address.state, address.zip),
    address.country ?? '',
  ];
  return (
    <Facts isNarrow>
      <Fact name="Name">{join(firstName, lastName)}</Fact>
      <Fact name="Phone">
        {phone === null ? null : (
          <Anchor size="sm" href={`tel:${phone}`}>
            {phone}
          </Anchor>
        )}
      </Fact>
      <Fact name="E-mail">
        {email === null ? null : (
          <Anchor size="sm" href={`mailto:${email}`}>
            <EmailText address={email} />
          </Anchor>
        )}
      </Fact>
      <Fact name="Address">{lines.filter((line) => line !== '').join(', ')}</Fact>
      <Fact name="New customer">{yesNo(isNewCustomer)}</Fact>
    </Facts>
  );
}

/** What the visitor asked for. */
export function WishFacts({ session }: { readonly session: Session }) {
  const isDone = session.sessionOutcome === 'booked' || session.sessionOutcome === 'completed';
  const isEmpty =
    session.category === null &&
    session.timeslotStart === null &&
    session.customerResponses === null &&
    session.blockerType === null;
  if (isEmpty && session.notes === null)
    return (
      <Text size="sm" c="dimmed">
        {isDone ? 'They did not say.' : 'They left before they said.'}
      </Text>
    );
  return (
    <Facts isNarrow>
      <Fact name="Category">{session.category}</Fact>
      <Fact name="Answers">
        <Answers answers={session.customerResponses ?? []} />
      </Fact>
      <Fact name="Notes">{session.notes}</Fact>
      <Fact name="Arrival">
        <ArrivalWindow start={session.timeslotStart} end={session.timeslotEnd} />
      </Fact>
      <Fact name="Stopped by">
        {session.blockerType === null ? null : (blockers[session.blockerType] ?? session.blockerType)}
      </Fact>
      <Fact name="In detail">{session.blockerToBookAdditionalData}</Fact>
      <Fact name="Fee quoted">{session.dispatchFeeQuoted}</Fact>
      <Fact name="Membership">{session.membershipInterest}</Fact>
      <Fact name="SMS opt-in">{yesNo(session.mobileNotificationOptIn)}</Fact>
      <Fact name="Marketing">{yesNo(session.marketingOptIn)}</Fact>
    </Facts>
  );
}

function Answers({ answers }: { readonly answers: readonly string[] }) {
  if (answers.length === 0) return 'None';
  if (answers.length === 1) return answers[0];
  return (
    <List size="sm" spacing={2}>
      {answers.map((answer, index) => (
        <List.Item key={index}>{answer}</List.Item>
      ))}
    </List>
  );
}

/** In the zone of the tenant, where the technician drives. */
function ArrivalWindow({ start, end }: { readonly start: string | null; readonly end: string | null }) {
  const { timeZone } = useTenant();
  if (start === null || end === null) return 'Not chosen';
  return formatWindow(new Date(start), new Date(end), timeZone);
}

/** Where the visitor came from, and with what. */
export function SourceFacts({
  session: { sourceTracking, customer, campaignName },
}: {
  readonly session: Session;
}) {
  return (
    <Facts isNarrow>
      <Fact name="Campaign">{campaignName ?? sourceTracking.utmCampaign}</Fact>
      <Fact name="Source">{sourceTracking.utmSource ?? (campaignName === null ? 'Direct' : null)}</Fact>
      <Fact name="Medium">{sourceTracking.utmMedium}</Fact>
      <Fact name="Landing page">{sourceTracking.landingPageUrl}</Fact>
      <Fact name="Browser">{join(customer.browserName, customer.browserVersion)}</Fact>
      <Fact name="System">{join(customer.osName, customer.osVersion)}</Fact>
      <Fact name="Device">{join(customer.deviceVendor, customer.deviceModel, customer.deviceType)}</Fact>
      <Fact name="IP address">{customer.ipAddress}</Fact>
    </Facts>
  );
}

/** What the session hangs together with. */
export function LinkFacts({ detail }: { readonly detail: SessionDetail }) {
  const { session, scheduler, router, cameThroughRouterSessionId, sentOn, recoveredBy } = detail;
  return (
    <Facts isNarrow>
      <Fact name="Scheduler">
        {scheduler === null ? null : <PageLink to={`schedulers/${scheduler.id}`}>{scheduler.name}</PageLink>}
      </Fact>
      <Fact name="Router">
        {router === null ? null : <PageLink to={`schedulers/routers/${router.id}`}>{router.name}</PageLink>}
      </Fact>
      <Fact name="Job">{session.jobId}</Fact>
      <Fact name="Booking">{session.bookingId}</Fact>
      <Fact name="Lead">{session.leadId}</Fact>
      <Fact name="Earlier visit">{toSession(session.previousSessionId)}</Fact>
      <Fact name="Came through">{toSession(cameThroughRouterSessionId)}</Fact>
      <Fact name="Sent on to">
        {sentOn === null ? null : (toSession(sentOn.sessionId) ?? 'A scheduler of another tenant')}
      </Fact>
      <Fact name="Recovered by">
        {recoveredBy === null ? null : recoveredBy === 'ai_agent' ? 'AI agent' : 'Recovery link'}
      </Fact>
    </Facts>
  );
}

const toSession = (id: string | null): ReactNode =>
  id === null ? null : <PageLink to={`sessions/${id}`}>{id}</PageLink>;

function PageLink({ to, children }: { readonly to: string; readonly children: string }) {
  const tenant = useTenant();
  return (
    <Anchor component={RouteLink} href={tenantHref(tenant, to)} size="sm">
      {children}
    </Anchor>
  );
}
