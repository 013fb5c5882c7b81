import { connect } from './administrator.ts';
import { breakAndMend, seeDelivered } from './deliveries.ts';
import { createApp, register } from './developer.ts';
import { approve, switchPreview } from './operator.ts';
import { openBrowser, signIn } from './people.ts';
import { readSessions } from './public-api.ts';
import type { Tour } from './set-up.ts';
import { playVisitors } from './visitors.ts';

/** From a developer without an account to an app that reads what it heard of. */
export async function playTour(tour: Tour): Promise<void> {
  const { browser, baseUrl, credentials } = tour;
  const [developer, operator, administrator] = await Promise.all([
    openBrowser(browser, baseUrl),
    openBrowser(browser, baseUrl),
    openBrowser(browser, baseUrl),
  ]);
  const personOf = (role: 'operator' | 'administrator') =>
    credentials.people.find((person) => person.role === role)!;
  await register(developer, tour);
  const app = await createApp(developer, tour);
  await signIn(operator, personOf('operator'));
  await switchPreview(operator, tour, 'off');
  await approve(operator, tour);
  await signIn(administrator, personOf('administrator'));
  const secrets = await connect(administrator, tour);
  await switchPreview(operator, tour, 'on');
  await playVisitors(tour);
  await seeDelivered(developer, tour);
  await breakAndMend(developer, tour);
  await readSessions(tour, app, secrets);
}
