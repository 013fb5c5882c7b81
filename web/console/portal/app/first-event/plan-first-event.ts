/** Of the way to the first event: done, the one to do now, or one that comes after it. */
export type StepState = 'done' | 'next' | 'later';

export interface FirstEventState {
  /** Whether a test of this event lies in the inbox. */
  readonly hasArrived: boolean;
  /** Whether the own server answered a test with 2xx. */
  readonly hasOwnAnswer: boolean;
  /** Whether a delivery of a real event was answered with 2xx. */
  readonly hasDelivery: boolean;
}

/**
 * The three steps: the inbox, the own server, a real event. Who has done a later one need not go back, and what is in the inbox
 * is forgotten after a day. Pure.
 */
export function planFirstEvent(state: FirstEventState): readonly [StepState, StepState, StepState] {
  const { hasArrived, hasOwnAnswer, hasDelivery } = state;
  const done = [hasArrived || hasOwnAnswer || hasDelivery, hasOwnAnswer || hasDelivery, hasDelivery];
  const next = done.indexOf(false);
  const stateOf = (index: number): StepState =>
    done[index] === true ? 'done' : index === next ? 'next' : 'later';
  return [stateOf(0), stateOf(1), stateOf(2)];
}
