import { path } from '../api/path.ts';

/** A person as an operator sees them: the answer of `GET /api/operator/people`. */
export interface PersonView {
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly createdAt: string;
  readonly disabledAt: string | null;
  readonly isOperator: boolean;
  readonly hasSecondFactor: boolean;
  /** Has chosen a password. */
  readonly hasAccepted: boolean;
  readonly lastSignInAt: string | null;
  readonly tenants: readonly { readonly id: number; readonly name: string; readonly role: string }[];
  readonly organisations: readonly { readonly id: string; readonly name: string }[];
}

/** Was asked in and has not come; whoever is disabled could not. */
export const isInvited = ({ hasAccepted, disabledAt }: PersonView): boolean =>
  !hasAccepted && disabledAt === null;

/** From where an invitation is sent again. */
export const invitationUrl = (personId: string): string => path`/api/operator/people/${personId}/invitation`;
