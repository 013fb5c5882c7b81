import { Alert, Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Administrators } from '../../../src/people/schema.ts';
import { api } from '../api/client.ts';
import { tenantApi, useTenant } from './tenant-query.ts';

/** Says what one may not do here, and names the people who may, since they are whom to ask. */
export function AskAdministrator({ children }: { readonly children: ReactNode }) {
  const people = useAdministrators().data?.data ?? [];
  return (
    <Alert variant="default" icon={<IconLock aria-hidden />} mb="md">
      {children}{' '}
      {people.length === 0 ? (
        'Ask an administrator of the tenant.'
      ) : (
        <>
          Ask{' '}
          {people.map(({ name, email }, index) => (
            <span key={email}>
              {index === 0 ? '' : index === people.length - 1 ? ' or ' : ', '}
              {name} (
              <Anchor href={`mailto:${email}`} size="sm" underline="always">
                {email}
              </Anchor>
              )
            </span>
          ))}
          .
        </>
      )}
    </Alert>
  );
}

/** Whom to ask for what one may not do oneself. */
export function useAdministrators() {
  const tenant = useTenant();
  return useQuery({
    queryKey: ['settings', String(tenant.id), 'people', 'administrators'],
    queryFn: ({ signal }) => api.get<Administrators>(tenantApi(tenant, '/people/administrators'), { signal }),
    staleTime: 300_000,
  });
}

/** Whether one may change what only administrators change. */
export const useIsAdministrator = (): boolean => useTenant().permissions.role === 'administrator';
