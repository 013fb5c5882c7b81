// npm run screens: plays the tour and takes pictures of every page, wide and narrow, light and dark, into docs/screens.
// `npm run screens -- app` takes those whose names begin so, and leaves the others as they are.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { developerAccount } from '../tour/developer.ts';
import { openBrowser, signIn, type Somebody } from '../tour/people.ts';
import { type Tour, withTour } from '../tour/set-up.ts';
import { playTour } from '../tour/tour.ts';
import { capture } from './capture.ts';
import { writeContents } from './contents.ts';
import { setScene } from './scene.ts';
import { listScreens, type Viewer } from './screens.ts';

const BOUND_MS = 20 * 60_000;
const directory = join(import.meta.dirname, '../../docs/screens');
const wanted = process.argv[2] ?? '';
const faults: string[] = [];

async function takePictures(tour: Tour): Promise<void> {
  await playTour(tour);
  const scene = await setScene(tour);
  const screens = listScreens(scene);
  const people = new Map<Viewer, Somebody>();
  if (wanted === '') await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  for (const screen of screens.filter(({ name }) => name.startsWith(wanted))) {
    const somebody = people.get(screen.as) ?? (await enter(tour, screen.as));
    people.set(screen.as, somebody);
    const found = await capture(somebody.page, screen, directory);
    process.stdout.write(
      `${screen.name.padEnd(24)} ${found.length === 0 ? 'ok' : `${found.length} faults`}\n`,
    );
    faults.push(...found);
  }
  await writeFile(join(directory, 'README.md'), writeContents(screens));
}

async function enter({ browser, baseUrl, credentials }: Tour, viewer: Viewer): Promise<Somebody> {
  const somebody = await openBrowser(browser, baseUrl);
  if (viewer === 'nobody') return somebody;
  const person =
    viewer === 'developer' ? developerAccount : credentials.people.find(({ role }) => role === viewer)!;
  await signIn(somebody, person, '/account/password');
  return somebody;
}

const problems = await withTour({ boundMs: BOUND_MS, step: () => undefined }, takePictures);
for (const problem of [...problems, ...faults]) process.stderr.write(`screens: ${problem}\n`);
process.exitCode = problems.length + faults.length === 0 ? 0 : 1;
