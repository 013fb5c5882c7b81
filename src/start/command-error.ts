import { ToldError } from '../lib/told-error.ts';

/** What a command could not do, as one sentence. */
export class CommandError extends ToldError {}
