/**
 * A process of its own that a test may kill: starts the embedded PostgreSQL on argv[2] (state directory argv[3]), says
 * on stdout what became of it, one JSON object a line, and stops it on SIGTERM. It never calls process.exit: that it
 * ends by itself shows that nothing keeps the event loop alive.
 */
import { startEmbeddedPostgres } from './embedded-postgres.ts';

const [, , dataDir = '', stateDir = ''] = process.argv;
const tell = (message: object): void => void process.stdout.write(`${JSON.stringify(message)}\n`);

try {
  const postgres = await startEmbeddedPostgres({
    dataDir,
    stateDir,
    say: (line) => tell({ said: line }),
    settings: { fsync: 'off' },
  });
  process.once('SIGTERM', () => void postgres.stop().then(() => tell({ stopped: true })));
  tell({ databaseUrl: postgres.databaseUrl, location: postgres.location });
} catch (error) {
  tell({ error: String(error) });
}
