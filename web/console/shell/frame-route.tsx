import { createRoute, redirect } from '@tanstack/react-router';
import { meQuery } from '../api/me.ts';
import { hasCode } from '../api/problem.ts';
import { Frame } from './frame.tsx';
import { rootRoute } from './root-route.tsx';

const areaRoots = new Set(['/portal', '/settings', '/operator']);

/** Everything that needs somebody who is signed in. */
export const frameRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'frame',
  beforeLoad: async ({ context, location }) => {
    try {
      const me = await context.queryClient.ensureQueryData(meQuery);
      return { me };
    } catch (err) {
      if (!hasCode(err, 'sign_in_required')) throw err;
      // Whoever opens the front door is welcomed; whoever follows a link goes straight on.
      const isFrontDoor = areaRoots.has(location.pathname);
      throw redirect({
        to: isFrontDoor ? '/sign-in' : '/sign-in/environment',
        search: { back: location.href },
        replace: true,
      });
    }
  },
  component: Frame,
});
