/** How a state feels: all is well, under way, needs a look, is broken, or is simply not on. */
export type StateKind = 'good' | 'busy' | 'warn' | 'bad' | 'quiet';
