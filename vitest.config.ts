import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.ts';

export default defineConfig({
  test: {
    include: [
      'src/**/*.test.ts',
      'test/**/*.test.ts',
      'web/e2e/**/*.test.ts',
      'demo/**/*.test.ts',
      'bench/**/*.test.ts',
    ],
    globalSetup: 'test/global-setup.ts',
    // For two cores: a third of what the tests do is waiting, for processes that start and for a browser.
    maxWorkers: 3,
    // Half of the tests' own time was loading the same modules for every file. No module keeps anything between calls that a
    // test could meet in another.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // Of what hangs. A busy machine, with this run the least of its work, has taken 40 s over what takes two.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
