/** After what an abandoning visitor leaves, and what then follows. */
export const leavings = [
  { value: 'zipcode', label: 'the ZIP code', follows: 'No contact is left: no event.' },
  { value: 'interacted', label: 'telling something', follows: 'No contact is left: no event.' },
  { value: 'issue', label: 'what is wrong', follows: 'No contact is left: no event.' },
  { value: 'schedule', label: 'the arrival window', follows: 'No contact is left: no event.' },
  {
    value: 'customer',
    label: 'the contact details',
    follows: 'A contact is left: Qualified Abandoned Session, once the time is up.',
  },
  {
    value: 'details',
    label: 'further details',
    follows: 'A contact is left: Qualified Abandoned Session, once the time is up.',
  },
] as const;
