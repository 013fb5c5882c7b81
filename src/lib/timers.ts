/** The monotonic clock and the timers of a process. A simulation has its own, in which no time passes while nothing happens. */
export interface Timers {
  readonly nowMs: () => number;
  /** Calls back once, in `ms`; the answer takes that back. */
  readonly after: (ms: number, call: () => void) => () => void;
}

export const systemTimers: Timers = {
  nowMs: () => performance.now(),
  after: (ms, call) => {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};

export function sleep({ after }: Timers, ms: number): Promise<void> {
  return new Promise((resolve) => void after(ms, resolve));
}
