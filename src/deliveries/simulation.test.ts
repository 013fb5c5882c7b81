import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { DELIVERIES, World } from '../../test/simulation/world.ts';

const HISTORIES = 100_000;
const WORLDS = HISTORIES / DELIVERIES;

/** With SEED=… in the environment, that one world again. */
const given = process.env['SEED'];

test(
  `${HISTORIES} histories of deliveries, ${DELIVERIES} to a world, whatever happens in it: each ends, none early, twice at once or after its end`,
  { timeout: 240_000 },
  async () => {
    const first = given === undefined ? Date.now() % 1_000_000_007 : Number(given);
    const worlds = given === undefined ? WORLDS : 1;
    for (let seed = first; seed < first + worlds; seed += 1) {
      const broken = await new World(seed).run();
      expect(broken, `SEED=${seed}`).toBeUndefined();
      // A world takes no turn of the event loop, and what bounds this test needs one.
      await turn();
    }
  },
);
