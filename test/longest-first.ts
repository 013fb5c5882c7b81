import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What took longest at the last look, `npx vitest run --reporter=json` tells. */
const longest = [
  'src/sessions/interleavings.test.ts',
  'src/deliveries/simulation.test.ts',
  'src/start/given-database.test.ts',
  'src/start/embedded.test.ts',
  'src/start/listen.test.ts',
  'src/start/keys-commands.test.ts',
  'src/deliveries/queue-model.test.ts',
  'src/feed/listen.test.ts',
  'src/start/stop.test.ts',
  'src/retention/retention.test.ts',
  'src/lib/embedded-postgres/location.test.ts',
];

/**
 * On a machine that has not run the tests before Vitest begins with the largest files. The longest test stands in one of the smallest,
 * and one worker ran it at the very end while the other had nothing left to do.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const index = longest.findIndex((file) => moduleId.endsWith(`/${file}`));
      return index === -1 ? longest.length : index;
    };
    // oxlint-disable-next-line unicorn/no-array-sort -- a method of the sequencer, not of an array
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
