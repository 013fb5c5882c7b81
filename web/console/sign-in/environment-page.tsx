import { Text } from '@mantine/core';
import { IconChevronRight, IconFlask, IconWorld } from '@tabler/icons-react';
import { RouteLink } from '../shell/route-link.tsx';
import { useBack, withBack } from './back.ts';
import classes from './environment-page.module.css';
import { SignInCard } from './sign-in-card.tsx';

const choices = [
  {
    href: '/sign-in/production',
    icon: IconWorld,
    label: 'Production Environment User',
    description: 'Tenants with real customers.',
  },
  {
    href: '/sign-in/integration',
    icon: IconFlask,
    label: 'Integration Environment User',
    description: 'Tenants to develop and test with.',
  },
] as const;

/** Decides which tenants are seen until the next sign-in. */
export function EnvironmentPage() {
  const back = useBack();
  return (
    <SignInCard
      title="Choose your environment"
      description="It decides which tenants you see until you sign in again."
    >
      <div className={classes['choices']}>
        {choices.map(({ href, icon: Icon, label, description }) => (
          <RouteLink key={href} href={withBack(href, back)} className={classes['choice']}>
            <Icon size={24} stroke={1.5} aria-hidden />
            <span className={classes['words']}>
              <Text fw={600} component="span" display="block">
                {label}
              </Text>
              <Text size="sm" c="dimmed" component="span" display="block">
                {description}
              </Text>
            </span>
            <IconChevronRight size={18} aria-hidden />
          </RouteLink>
        ))}
      </div>
    </SignInCard>
  );
}
