import type { NewAppBody } from '../../../../src/apps/schema.ts';
import type { Me } from '../../api/me.ts';
import type { AudienceValues } from '../app-form/audience-fields.tsx';
import {
  type AccessValues,
  type CredentialMode,
  detailsRules,
  type DetailsValues,
  toDetails,
  toEvent,
  toId,
} from '../app-form/values.ts';

export interface NewAppValues extends DetailsValues, AccessValues, AudienceValues {
  readonly organisationId: string;
  readonly credentialMode: CredentialMode | '';
}

/** Begins with what is known of whoever makes it. */
export function newAppValues({ person, organisations }: Me): NewAppValues {
  const [first] = organisations;
  return {
    organisationId: first?.id ?? '',
    organizationName: first?.name ?? '',
    website: '',
    email: person.email,
    name: '',
    description: '',
    category: '',
    externalDataGuid: '',
    scopes: [],
    events: [],
    tenants: [{ tenantId: '', note: '' }],
    networks: [],
    credentialMode: '',
  };
}

const isWholeNumber = (what: string) => (typed: string) =>
  typed.trim() === '' || /^\d{1,16}$/.test(typed.trim()) ? null : `A ${what} ID is a whole number.`;

export const newAppRules = {
  ...detailsRules,
  scopes: (scopes: string[]) =>
    scopes.length === 0 ? 'Add at least one scope: without one the app may read nothing.' : null,
  events: {
    deliveryUrl: (url: string) => (url.trim() === '' ? 'Type where the event is to be delivered.' : null),
  },
  tenants: { tenantId: isWholeNumber('tenant') },
  networks: { networkId: isWholeNumber('network') },
  credentialMode: (mode: string) => (mode === '' ? 'Choose who configures the credentials.' : null),
};

/** Rows in which nothing was typed are no tenants. */
export function withoutBlankRows(values: NewAppValues): NewAppValues {
  return {
    ...values,
    tenants: values.tenants.filter(({ tenantId, note }) => `${tenantId}${note}`.trim() !== ''),
    networks: values.networks.filter(({ networkId, note }) => `${networkId}${note}`.trim() !== ''),
  };
}

export function toNewApp(values: NewAppValues): NewAppBody {
  const { scopes, events, tenants, networks, credentialMode, organisationId } = values;
  return {
    ...toDetails(values),
    ...(organisationId !== '' && { organisationId }),
    scopes: scopes as NewAppBody['scopes'],
    events: events.map(toEvent),
    tenants: tenants.map(({ tenantId, note }) => ({ tenantId: toId(tenantId), note })),
    networks: networks.map(({ networkId, note }) => ({ networkId: toId(networkId), note })),
    credentialMode: credentialMode as CredentialMode,
  };
}

/** What is kept over a reload: all but the keys. */
export function withoutKeys(values: NewAppValues): NewAppValues {
  return { ...values, events: values.events.map((event) => ({ ...event, hmacKey: '' })) };
}
