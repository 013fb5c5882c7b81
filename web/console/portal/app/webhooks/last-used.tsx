import { Instant } from '../../../ui/instant.tsx';

/** When a key last signed something that was taken, or that it has not yet. */
export function LastUsed({ at }: { readonly at: string | null }) {
  if (at === null) return 'It has not signed a delivery that was taken yet.';
  return (
    <>
      Last signed a delivery that was taken <Instant at={at} show="relative" />.
    </>
  );
}
