import type { AppView, NewAppBody } from '../../../../src/apps/schema.ts';

export type CredentialMode = NewAppBody['credentialMode'];

/** Developer Details and App Details, as they are typed. */
export interface DetailsValues {
  readonly organizationName: string;
  readonly website: string;
  readonly email: string;
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly externalDataGuid: string;
}

/** An event with what its webhook needs. */
export interface EventValues {
  readonly eventType: string;
  readonly deliveryUrl: string;
  readonly hmacKey: string;
}

export interface AccessValues {
  readonly scopes: string[];
  readonly events: EventValues[];
}

const said = (text: string): ((value: string) => string | null) => {
  return (value) => (value.trim() === '' ? text : null);
};

/** Only what is missing: the rest the server knows better, and says it per field. */
export const detailsRules = {
  organizationName: said('Type the name of your organization.'),
  website: said('Type the address of the website.'),
  email: said('Type an e-mail address.'),
  name: said('Type a name for the app.'),
  description: said('Say what the app does.'),
  category: said('Choose a category.'),
};

export function toDetails(values: DetailsValues) {
  const { externalDataGuid, category, ...texts } = values;
  return {
    ...texts,
    category: category as NewAppBody['category'],
    externalDataGuid: externalDataGuid.trim() === '' ? null : externalDataGuid.trim(),
  };
}

export function detailsOf(app: AppView): DetailsValues {
  const { organizationName, website, email, name, description, category, externalDataGuid } = app;
  return {
    organizationName,
    website,
    email,
    name,
    description,
    category,
    externalDataGuid: externalDataGuid ?? '',
  };
}

/** A blank key is left out: then the server generates one. */
export function toEvent({ eventType, deliveryUrl, hmacKey }: EventValues) {
  return {
    eventType: eventType as NonNullable<NewAppBody['events']>[number]['eventType'],
    ...(deliveryUrl.trim() !== '' && { deliveryUrl: deliveryUrl.trim() }),
    ...(hmacKey !== '' && { hmacKey }),
  };
}

/** The number in a field for an id; what is none the server is told as null, and answers what it wants. */
export function toId(typed: string): number {
  const text = typed.trim();
  return /^\d{1,16}$/.test(text) ? Number(text) : 0;
}
