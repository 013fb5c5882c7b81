import type { VersionDiff as Diff } from '../../../../src/apps/version-diff.ts';
import { VersionDiff as Lines } from '../../connections/version-diff.tsx';
import { useNames } from '../app-form/portal-catalogue.ts';

/** What a version added and removed, by the names of the portal's catalogue. */
export function VersionDiff({ diff }: { readonly diff: Diff }) {
  const { eventName, scopeName } = useNames();
  return <Lines diff={diff} nameOf={(code) => scopeName(eventName(code))} />;
}
