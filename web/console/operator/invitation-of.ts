import { path } from '../api/path.ts';
import type { PersonView } from './person-view.ts';

/** What is sent again, and from where; nothing of nobody. */
export const invitationOf = (person: PersonView | undefined) =>
  person === undefined
    ? undefined
    : {
        name: person.name,
        email: person.email,
        url: path`/api/operator/people/${person.personId}/invitation`,
      };
