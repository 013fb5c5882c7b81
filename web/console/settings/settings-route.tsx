import { createRoute } from '@tanstack/react-router';
import { IconBuildingStore } from '@tabler/icons-react';
import { frameRoute } from '../shell/frame-route.tsx';

export const settingsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/settings',
  staticData: {
    navigation: [{ links: [{ label: 'Tenants', href: '/settings', icon: IconBuildingStore, exact: true }] }],
  },
});
