interface Contact {
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly phone: string | null;
}

/** The name, or whatever else was left, or that nothing was. */
export function visitorName({ firstName, lastName, email, phone }: Contact): string {
  const name = [firstName, lastName].filter((part) => part !== null && part !== '').join(' ');
  return name || email || phone || 'Unknown visitor';
}

/** How the visitor can be reached, unless that is the name already. */
export function contactOf(contact: Contact): string[] {
  const name = visitorName(contact);
  return [contact.phone, contact.email].filter(
    (one): one is string => one !== null && one !== '' && one !== name,
  );
}

export const sourceOf = (session: {
  readonly utmSource: string | null;
  readonly campaignName: string | null;
}): string => session.campaignName ?? session.utmSource ?? 'Direct';
