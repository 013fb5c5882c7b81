/** Whom to invite, as it is typed. */
export interface InvitedValues {
  readonly email: string;
  readonly name: string;
}

export const invitedRules = {
  email: (email: string) => (email.trim() === '' ? 'Type an e-mail address.' : null),
};

export const toInvited = ({ email, name }: InvitedValues) => ({
  email: email.trim(),
  ...(name.trim() !== '' && { name: name.trim() }),
});
