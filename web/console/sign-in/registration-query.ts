import { queryOptions } from '@tanstack/react-query';
import type { Static } from 'typebox';
import type { RegistrationState } from '../../../src/registration/schema.ts';
import { api } from '../api/client.ts';

/** Whether one can make an account by oneself here, and how. */
export const registrationQuery = queryOptions({
  queryKey: ['registration'],
  queryFn: ({ signal }) => api.get<Static<typeof RegistrationState>>('/api/people/registration', { signal }),
  staleTime: 60_000,
});
