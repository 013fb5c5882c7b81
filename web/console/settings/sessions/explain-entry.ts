import type { StateKind } from '../../ui/state-badge.tsx';

/** A line of the timeline in plain words. */
export interface Told {
  readonly title: string;
  /** Why, or what it means. */
  readonly text?: string;
  readonly kind: StateKind;
  /** Milestones are the visitor's, decisions fieldhook's, deeds the office's. */
  readonly by: 'visitor' | 'browser' | 'decision' | 'office' | 'erasure';
}

/** A line of the session log; what its detail holds depends on its kind. */
interface Entry {
  readonly kind: string;
  readonly detail: object;
}

type Value = string | number | null | undefined;
type Detail = Readonly<Record<string, Value>>;

export const milestoneNames: Readonly<Record<string, string>> = {
  opened: 'Opened',
  zipcode: 'ZIP code',
  interacted: 'Interacted',
  issue: 'Issue',
  schedule: 'Arrival window',
  customer: 'Contact details',
  details: 'Further details',
  booked: 'Booked',
  abandoned: 'Abandoned',
};

const reached: Readonly<Record<string, string>> = {
  zipcode: 'Gave a ZIP code',
  interacted: 'Told something for the first time',
  issue: 'Said what is wrong',
  schedule: 'Chose an arrival window',
  customer: 'Left contact details',
  details: 'Gave further details',
};

const hints: Readonly<Record<string, Pick<Told, 'title' | 'text'>>> = {
  hidden: {
    title: 'The page went out of sight',
    text: 'Another tab or program came to the front. Nothing is decided by that: the visitor may come back.',
  },
  closed: {
    title: 'The page was closed',
    text: 'So the browser says. Nothing is decided by that: the page may be opened again.',
  },
  resumed: { title: 'Came back to the page' },
};

const causes: Readonly<Record<string, string>> = {
  closed: 'The page was closed, and nothing was heard for as long as the scheduler is set to wait.',
  hidden: 'The page stayed out of sight for longer than the scheduler is set to wait.',
  silent: 'The page fell silent: the connection was lost, or the device was switched off.',
  idle: 'The page stayed open, but nothing was entered for longer than the scheduler is set to wait.',
};

/** Why no event is made of an abandonment. */
export const noEventReasons: Readonly<Record<string, string>> = {
  bot: 'The visitor was a bot, by its User-Agent.',
  test: 'It was a test session.',
  call_center: 'The scheduler was in call-centre mode: staff was on the phone with the customer already.',
  no_contact: 'Neither a phone number nor an e-mail address was left, so nobody can be followed up.',
  booked_recently:
    'The same phone number or e-mail address completed another session within the 60 minutes before, so nobody need follow up.',
};

/** As whom it was erased; sessions that were erased before this was kept do not say. */
const erasers: Readonly<Record<string, string>> = {
  '': 'Erased',
  tenant: 'Erased by the office',
  person: 'Erased by another tenant of the network',
  command_line: 'Erased by whoever runs fieldhook',
};

export const blockers: Readonly<Record<string, string>> = {
  OutOfServiceArea: 'The ZIP code is outside the service area.',
  NoJobTypeForZone: 'This kind of work is not offered there.',
  NoAvailability: 'No arrival window was free.',
  DoNotService: 'The customer is flagged Do Not Service.',
  InvalidAddress: 'The address is not valid.',
};

export const stateNames: Readonly<Record<string, string>> = {
  open: 'Open',
  contacted: 'Contacted',
  won: 'Won',
  lost: 'Lost',
};

const decision = (title: string, kind: StateKind, text?: string): Told => ({
  title,
  kind,
  by: 'decision',
  ...(text !== undefined && { text }),
});
const visitor = (title: string, text?: string): Told => ({
  title,
  kind: 'good',
  by: 'visitor',
  ...(text !== undefined && { text }),
});
const lookUp = (words: Readonly<Record<string, string>>, code: Value): string =>
  words[String(code)] ?? String(code ?? '');

/** What happened, and for decisions why, for somebody who knows nothing of codes. */
export function explainEntry(entry: Entry): Told {
  const { kind } = entry;
  const detail = entry.detail as Detail;
  switch (kind) {
    case 'opened':
      return visitor('Opened the page');
    case 'milestone':
      return visitor(lookUp(reached, detail['milestone']));
    case 'hint':
      return {
        title: String(detail['hint']),
        ...hints[String(detail['hint'])],
        kind: 'quiet',
        by: 'browser',
      };
    case 'reopened':
      return visitor(
        'Came back and went on',
        'The session is open again, since no event had been made of it.',
      );
    case 'completed':
      return completed(detail);
    case 'abandoned':
      return decision('Counted as abandoned', 'warn', lookUp(causes, detail['cause']));
    case 'qualified':
      return decision(
        'Qualified',
        'good',
        'A phone number or an e-mail address was left, so the office can follow up: the event Qualified Abandoned Session was made.',
      );
    case 'not_qualified':
      return decision('Not qualified: no event', 'quiet', lookUp(noEventReasons, detail['reason']));
    case 'suppressed':
      return decision('Suppressed: no event', 'quiet', noEventReasons['booked_recently']);
    case 'filed':
      return filed(detail);
    case 'followed_up':
      return {
        title: `Follow-up: ${lookUp(stateNames, detail['from'])} → ${lookUp(stateNames, detail['to'])}`,
        kind: 'busy',
        by: 'office',
      };
    case 'blocked':
      return decision('Could not go on', 'bad', lookUp(blockers, detail['blockerType']));
    case 'unblocked':
      return visitor('Could go on again', 'What stopped the visitor is out of the way.');
    case 'sent_on':
      return decision(
        'Sent on to a scheduler',
        'good',
        `By rule ${String(detail['rule'] ?? '')} of the router.`,
      );
    case 'erased':
      return {
        title: lookUp(erasers, detail['by'] ?? ''),
        text: 'What the visitor told is gone for good, here and in what was made of it.',
        kind: 'quiet',
        by: 'erasure',
      };
    default:
      return decision(kind.replaceAll('_', ' '), 'quiet');
  }
}

function completed({ jobId, bookingId }: Detail): Told {
  if (typeof jobId === 'number') return visitor('Booked', `Job ${jobId} is on the dispatch board.`);
  return visitor('Completed', `Booking ${String(bookingId ?? '')} waits for the office to review it.`);
}

function filed(detail: Detail): Told {
  const leadId = detail['lead_id'];
  return typeof leadId === 'number'
    ? decision('Filed as a lead', 'good', `Lead ${leadId}, for the office to follow up.`)
    : decision(
        'Filed as a booking',
        'good',
        `Booking ${String(detail['booking_id'] ?? '')}, for the office to review.`,
      );
}
