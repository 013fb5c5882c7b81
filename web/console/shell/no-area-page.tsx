import { Button } from '@mantine/core';
import { IconDoorOff } from '@tabler/icons-react';
import { otherEnvironment } from '../api/environment-names.ts';
import type { Me } from '../api/me.ts';
import { type Area, areaNames, areasOf } from './areas.ts';
import { MessagePage } from './message-page.tsx';
import { RouteLink } from './route-link.tsx';
import { useSignOut } from './use-sign-out.ts';

const whoGives: Readonly<Record<Area, string>> = {
  portal:
    'It is for members of a developer organisation, and for people of a tenant who may generate API application keys. An administrator of your company, or the vendor, can let you in.',
  settings: 'It is for people who work for a tenant. An administrator of the tenant can invite you.',
  operator: "It is for the vendor's own staff.",
};

/** For somebody who is signed in, but not for what they asked for. */
export function NoAreaPage({ me, asked }: { readonly me: Me; readonly asked?: Area | undefined }) {
  const areas = areasOf(me);
  const signOut = useSignOut();
  const other = otherEnvironment(me.environment);
  return (
    <MessagePage
      icon={IconDoorOff}
      title={
        asked === undefined ? 'There is nothing for you here yet' : `${areaNames[asked]} is not open to you`
      }
      actions={
        <>
          {areas.map((area) => (
            <Button key={area} component={RouteLink} href={`/${area}`}>
              {areaNames[area]}
            </Button>
          ))}
          <Button variant="default" onClick={() => void signOut()}>
            Sign out
          </Button>
        </>
      }
    >
      {asked === undefined
        ? 'You are signed in, but nobody has given you access to anything.'
        : whoGives[asked]}{' '}
      {`You are signed in as ${me.person.email} in the ${me.environment} environment; if your tenant lies in the other one, sign out and choose ${other} Environment User.`}
    </MessagePage>
  );
}
