import type { DemoTenant } from '../src/demo/seed.ts';
import type { EventType } from '../src/events/event-types.ts';
import type { SessionFields } from '../src/sessions/schema.ts';
import type { Arrival } from './arrival.ts';
import type { Decision, Ledger } from './count.ts';
import type { Journal } from './journal.ts';
import type { Tell } from './timeline.ts';
import { type Client, type Contact, Visitor } from './visitor.ts';
import type { Waits } from './waits.ts';

export const COMPLETED: EventType = 'tn.sp.session-completed';
export const ABANDONED: EventType = 'tn.sp.session-abandoned-qualified';

/** What the visits are played with. */
export interface Props {
  readonly client: Client;
  readonly tenant: DemoTenant;
  readonly nextContact: () => Contact;
  readonly journal: Journal;
  readonly ledger: Ledger;
  readonly waits: Waits;
  readonly tell: Tell;
  /** Says whose session it is, so that arrivals can be told by name. */
  readonly introduce: (sessionId: string, name: string) => void;
}

/** A: goes through every step and books. */
export async function playBooking(props: Props): Promise<{ completed: Arrival }> {
  const name = 'visitor A';
  const visitor = await open(props, name);
  await answerSteps(visitor, name, props);
  const { phone, email } = props.nextContact();
  await visitor.save('customer', { customer: { firstName: 'Ada', lastName: 'Alvarez', phone, email } });
  props.tell(name, `leaves ${phone} and ${email}`);
  await visitor.save('details', { notes: 'The gate code is 4711.', mobileNotificationOptIn: true });
  props.tell(name, 'adds details');
  await book(visitor, name, props);
  return { completed: await accepted(props, name, visitor, COMPLETED) };
}

/** B: leaves a phone number and closes the page. */
export async function playAbandoning(props: Props): Promise<{ abandoned: Arrival }> {
  const name = 'visitor B';
  const visitor = await open(props, name);
  await leavePhone(visitor, name, props);
  await close(visitor, name, props);
  return { abandoned: await accepted(props, name, visitor, ABANDONED) };
}

/** C: looks around and closes the page without a word about who it was. */
export async function playLooking(props: Props): Promise<{ sessionId: string; decision: Decision }> {
  const name = 'visitor C';
  const visitor = await open(props, name);
  await visitor.save('zipcode', { customer: { address: { zip: '90210', country: 'US' } } });
  props.tell(name, 'gives a ZIP code');
  await close(visitor, name, props);
  const { sessionId } = visitor;
  const decision = await props.waits.poll(`${name}: the decision about the session`, () =>
    props.ledger.findDecision(sessionId),
  );
  props.tell('fieldhook', `${name} is ${decision.kind}, ${decision.reason ?? 'no reason'}: no event`);
  return { sessionId, decision };
}

/** D: abandons like B, but the page is still open somewhere, and the visitor completes after all. */
export async function playReturning(props: Props): Promise<{ abandoned: Arrival; completed: Arrival }> {
  const name = 'visitor D';
  const visitor = await open(props, name);
  await leavePhone(visitor, name, props);
  await close(visitor, name, props);
  const abandoned = await accepted(props, name, visitor, ABANDONED);
  await visitor.hint('resumed');
  props.tell(name, 'comes back');
  await answerSteps(visitor, name, props);
  await book(visitor, name, props);
  return { abandoned, completed: await accepted(props, name, visitor, COMPLETED) };
}

async function open({ client, tenant, introduce, tell }: Props, name: string): Promise<Visitor> {
  const visitor = await Visitor.open(client, tenant);
  introduce(visitor.sessionId, name);
  tell(name, 'opens the scheduler');
  return visitor;
}

async function answerSteps(visitor: Visitor, name: string, { tell }: Props): Promise<void> {
  await visitor.save('zipcode', { customer: { address: { zip: '90210', country: 'US' } } });
  tell(name, 'gives a ZIP code');
  await visitor.save('issue', { category: 'Heating', customerResponses: ['The furnace does not start.'] });
  tell(name, 'says what is wrong');
  const window = tomorrow(new Date());
  await visitor.save('schedule', window);
  tell(name, `picks the window ${window.timeslotStart} to ${window.timeslotEnd}`);
}

async function leavePhone(visitor: Visitor, name: string, { nextContact, tell }: Props): Promise<void> {
  const { phone } = nextContact();
  await visitor.save('customer', { customer: { firstName: 'Dana', phone } });
  tell(name, `leaves ${phone}`);
}

/** Browsers report a page that closes as hidden, too. */
async function close(visitor: Visitor, name: string, { tell }: Props): Promise<void> {
  await visitor.hint('hidden');
  await visitor.hint('closed');
  tell(name, 'closes the page');
}

async function book(visitor: Visitor, name: string, { tell }: Props): Promise<void> {
  const { sessionOutcome, jobId } = await visitor.complete();
  tell(name, `completes: ${sessionOutcome}, job ${jobId}`);
}

function accepted(
  { journal, waits }: Props,
  name: string,
  { sessionId }: Visitor,
  type: EventType,
): Promise<Arrival> {
  const arrival = journal.first(
    ({ event, status }) => status === 204 && event?.type === type && event.data.session.id === sessionId,
  );
  return waits.until(`${name}: ${type} at the receiver`, arrival);
}

/** Nine to eleven in winter in the demo company's Los Angeles; any window ahead would do. */
export function tomorrow(now: Date) {
  const day = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1);
  const at = (hour: number): string => new Date(day + hour * 3_600_000).toISOString();
  return { timeslotStart: at(17), timeslotEnd: at(19) } satisfies SessionFields;
}
