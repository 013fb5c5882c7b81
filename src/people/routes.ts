import type { Server } from '../http/server.ts';
import { backgroundOf } from './background.ts';
import { organisationRoutes } from './organisation-routes.ts';
import { operatorInvitationRoutes } from './operator-invitation-routes.ts';
import { operatorPeopleRoutes } from './operator-people-routes.ts';
import { ownRoutes } from './own-routes.ts';
import { passwordPage } from './password-page.ts';
import type { PeopleDeps } from './people-deps.ts';
import { signInRoutes } from './sign-in-routes.ts';
import { tenantMemberRoutes } from './tenant-member-routes.ts';
import { termsRoutes } from './terms-routes.ts';
import { tokenRoutes } from './token-routes.ts';

/** Everything that is about people. */
export function peopleRoutes(app: Server, given: Omit<PeopleDeps, 'auth' | 'background'>): void {
  let auth: ReturnType<PeopleDeps['auth']> | undefined;
  const deps: PeopleDeps = {
    ...given,
    // Loaded when somebody first signs in: it takes 0.4 s, which processes and tests that sign nobody in should not wait.
    auth: () => (auth ??= import('./auth.ts').then(({ createAuth }) => createAuth(given))),
    background: backgroundOf(app, given.log),
  };
  passwordPage(app);
  signInRoutes(app, deps);
  ownRoutes(app, deps);
  tokenRoutes(app, deps);
  termsRoutes(app, deps);
  tenantMemberRoutes(app, deps);
  organisationRoutes(app, deps);
  operatorPeopleRoutes(app, deps);
  operatorInvitationRoutes(app, deps);
}
