import { Anchor } from '@mantine/core';
import type { LeadView } from '../../../../src/follow-ups/schema.ts';
import type { Column } from '../../ui/data-table.tsx';
import { EmailText } from '../../ui/email-text.tsx';
import { Instant } from '../../ui/instant.tsx';
import { TwoLines } from '../../ui/two-lines.tsx';
import { blockers } from '../sessions/explain-entry.ts';
import { visitorName } from '../sessions/visitor-name.ts';
import { FollowUpMenu } from './follow-up-menu.tsx';

export const leadColumns: readonly Column<LeadView>[] = [
  {
    title: 'Contact',
    render: (lead) => (
      <TwoLines more={[lead.category, lead.zip].filter((part) => part !== null).join(' · ')}>
        {lead.erasedAt === null ? visitorName(lead) : 'Erased'}
      </TwoLines>
    ),
  },
  { title: 'Reach them', render: (lead) => <Reach lead={lead} /> },
  { title: 'Follow-up', render: (lead) => <FollowUpMenu lead={lead} /> },
  { title: 'Left at', render: (lead) => <LeftAt lead={lead} /> },
  {
    title: 'Filed as',
    render: ({ kind, id }) => (kind === 'lead' ? `Lead ${id}` : `Booking ${id}`),
  },
  { title: 'Filed', isNarrow: true, render: ({ filedAt }) => <Instant at={filedAt} show="relative" /> },
];

function Reach({ lead: { phone, email } }: { readonly lead: LeadView }) {
  if (phone === null && email === null) return 'Nothing left';
  return (
    <TwoLines
      more={
        phone !== null && email !== null ? (
          <Anchor size="sm" href={`mailto:${email}`}>
            <EmailText address={email} />
          </Anchor>
        ) : null
      }
    >
      {phone === null ? (
        <Anchor size="sm" href={`mailto:${email}`}>
          <EmailText address={email ?? ''} />
        </Anchor>
      ) : (
        <Anchor size="sm" href={`tel:${phone}`}>
          {phone}
        </Anchor>
      )}
    </TwoLines>
  );
}

function LeftAt({ lead: { lastStep, blockerType, convertedAt } }: { readonly lead: LeadView }) {
  if (convertedAt !== null) return <TwoLines more="Completed after all">{lastStep ?? 'None'}</TwoLines>;
  return (
    <TwoLines more={blockerType === null ? null : (blockers[blockerType] ?? blockerType)}>
      {lastStep ?? 'None'}
    </TwoLines>
  );
}
