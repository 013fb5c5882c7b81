// npm run screens: plays the tour and takes pictures of every page, wide and narrow, light and dark, into docs/screens.
// `npm run screens -- app portal` takes those whose names begin so, and leaves the others as they are.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { developerAccount } from '../tour/developer.ts';
import { openBrowser, signIn, type Somebody } from '../tour/people.ts';
import { type Tour, withTour } from '../tour/set-up.ts';
import { playTour } from '../tour/tour.ts';
import { capture } from './capture.ts';
import { writeContents } from './contents.ts';
import { setScene } from './scene.ts';
import { listScreens, type Screen, type Viewer, viewers } from './screens.ts';

const BOUND_MS = 20 * 60_000;
const directory = join(import.meta.dirname, '../../docs/screens');
const wanted = process.argv.slice(2);
const faults: string[] = [];

async function takePictures(tour: Tour): Promise<void> {
  await playTour(tour);
  const people = new Map<Viewer, Somebody>();
  for (const viewer of viewers) people.set(viewer, await enter(tour, viewer));
  const as = (viewer: Viewer): Somebody => people.get(viewer)!;
  const screens = listScreens(await setScene(tour, as));
  if (wanted.length === 0) await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  for (const screen of screens.filter(isWanted)) {
    const found = await capture(as(screen.as).page, screen, directory);
    process.stdout.write(
      `${screen.name.padEnd(24)} ${found.length === 0 ? 'ok' : `${found.length} faults`}\n`,
    );
    faults.push(...found);
  }
  await writeFile(join(directory, 'README.md'), writeContents(screens));
}

const isWanted = ({ name }: Screen): boolean =>
  wanted.length === 0 || wanted.some((beginning) => name.startsWith(beginning));

async function enter({ browser, baseUrl, credentials }: Tour, viewer: Viewer): Promise<Somebody> {
  const somebody = await openBrowser(browser, baseUrl);
  if (viewer === 'nobody') return somebody;
  const person =
    viewer === 'developer' ? developerAccount : credentials.people.find(({ role }) => role === viewer)!;
  await signIn(somebody, person);
  return somebody;
}

const problems = await withTour({ boundMs: BOUND_MS, step: () => undefined }, takePictures);
for (const problem of [...problems, ...faults]) process.stderr.write(`screens: ${problem}\n`);
process.exitCode = problems.length + faults.length === 0 ? 0 : 1;
