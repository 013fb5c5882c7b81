import { createRoute } from '@tanstack/react-router';
import {
  IconActivity,
  IconAffiliate,
  IconBuilding,
  IconCode,
  IconHistory,
  IconRosetteDiscountCheck,
  IconServer,
  IconUsers,
} from '@tabler/icons-react';
import { frameRoute } from '../shell/frame-route.tsx';
import type { NavigationSection } from '../shell/navigation.ts';

const navigation: readonly NavigationSection[] = [
  {
    title: 'Customers',
    links: [
      { label: 'Tenants', href: '/operator/tenants', icon: IconBuilding },
      { label: 'Networks', href: '/operator/networks', icon: IconAffiliate },
      { label: 'People', href: '/operator/people', icon: IconUsers },
    ],
  },
  {
    title: 'Developers',
    links: [
      { label: 'App approval', href: '/operator/apps', icon: IconRosetteDiscountCheck },
      { label: 'Organisations', href: '/operator/organisations', icon: IconCode },
    ],
  },
  {
    title: 'Running',
    links: [
      { label: 'Delivery health', href: '/operator/deliveries', icon: IconActivity },
      { label: 'Workers', href: '/operator/workers', icon: IconServer },
      { label: 'Audit', href: '/operator/audit', icon: IconHistory },
    ],
  },
];

export const operatorRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/operator',
  staticData: { navigation },
});
