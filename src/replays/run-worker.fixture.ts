import { parseArgs } from 'node:util';
import { openDatabase } from '../lib/db.ts';
import { runDueLoop } from '../lib/due-loop.ts';
import { silentLog } from '../lib/log.ts';
import { replayLoop } from './replay-loop.ts';

// The loop of replays in a process of its own, to be killed.
const { values } = parseArgs({ options: { database: { type: 'string' } } });
const { db } = openDatabase({ url: values.database ?? '', poolSize: 2, log: silentLog });
const loop = replayLoop({ db, clock: () => new Date(), log: silentLog, onCommitted: () => undefined });
await runDueLoop({ ...loop, restMs: 5 }, new AbortController().signal);
