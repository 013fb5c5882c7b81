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
