/** Prints one line: who did what, and when. */
export type Tell = (who: string, what: string) => void;

/** Seconds count from the start of this process. */
export function createTimeline(output: NodeJS.WritableStream): Tell {
  return (who, what) => {
    const seconds = (performance.now() / 1000).toFixed(1).padStart(5);
    output.write(`${seconds} s  ${who.padEnd(10)} ${what}\n`);
  };
}
