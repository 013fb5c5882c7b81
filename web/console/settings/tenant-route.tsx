import { createRoute } from '@tanstack/react-router';
import {
  IconCalendarCog,
  IconChartFunnel,
  IconHistory,
  IconKey,
  IconPhoneOutgoing,
  IconPlayerPlay,
  IconPlugConnected,
  IconSend,
  IconShieldLock,
  IconUsers,
  IconUserScan,
} from '@tabler/icons-react';
import type { NavigationSection } from '../shell/navigation.ts';
import { settingsRoute } from './settings-route.tsx';
import { tenantQuery } from './tenant-query.ts';

const base = '/settings/tenants/$tenantId';

const navigation: readonly NavigationSection[] = [
  {
    title: 'Integrations',
    links: [
      { label: 'API Application Access', href: `${base}/api-access`, icon: IconPlugConnected },
      { label: 'Audit', href: `${base}/audit`, icon: IconHistory },
    ],
  },
  {
    title: 'Scheduling',
    links: [
      { label: 'Schedulers', href: `${base}/schedulers`, icon: IconCalendarCog },
      { label: 'Install keys', href: `${base}/install`, icon: IconKey },
      { label: 'Simulate a visitor', href: `${base}/simulate`, icon: IconPlayerPlay },
    ],
  },
  {
    title: 'What happened',
    links: [
      { label: 'Sessions', href: `${base}/sessions`, icon: IconUserScan },
      { label: 'Abandoned leads', href: `${base}/leads`, icon: IconPhoneOutgoing },
      { label: 'Performance', href: `${base}/performance`, icon: IconChartFunnel },
      { label: 'Deliveries', href: `${base}/deliveries`, icon: IconSend },
    ],
  },
  {
    title: 'Company',
    links: [
      { label: 'People', href: `${base}/people`, icon: IconUsers },
      { label: 'Data and privacy', href: `${base}/privacy`, icon: IconShieldLock },
    ],
  },
];

/** All pages of one tenant. A tenant that is not there, or not for this person, is the same page: nothing is here. */
export const tenantRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/tenants/$tenantId',
  staticData: { navigation },
  loader: ({ context: { queryClient }, params: { tenantId } }) =>
    queryClient.ensureQueryData(tenantQuery(tenantId)),
});
