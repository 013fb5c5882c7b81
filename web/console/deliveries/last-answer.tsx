import type { TenantDelivery } from '../../../src/delivery-log/schema.ts';
import { TwoLines } from '../ui/two-lines.tsx';
import { attemptErrorName } from './attempt-error-names.ts';

/** What came back at the newest attempt of a delivery, for a list. */
export function LastAnswer({ lastAttempt, attempts }: Pick<TenantDelivery, 'lastAttempt' | 'attempts'>) {
  if (lastAttempt === null) return '–';
  const { status, errorCode, isReplay, durationMs } = lastAttempt;
  const took = durationMs === null ? '' : ` · ${durationMs} ms`;
  return (
    <TwoLines more={`${isReplay ? 'replay' : `attempt ${Math.max(attempts, 1)}`}${took}`}>
      {status === null ? null : <code>{status} </code>}
      {errorCode === null ? (status === null ? 'Taken' : '') : attemptErrorName(errorCode)}
    </TwoLines>
  );
}
