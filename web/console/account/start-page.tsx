import { Navigate } from '@tanstack/react-router';
import { useMe } from '../api/me.ts';
import { areasOf } from '../shell/areas.ts';
import { NoAreaPage } from '../shell/no-area-page.tsx';

/** Leads to the first area of this person; whoever has none is told. */
export function StartPage() {
  const me = useMe();
  const [first] = areasOf(me);
  return first === undefined ? <NoAreaPage me={me} /> : <Navigate to={`/${first}`} replace />;
}
