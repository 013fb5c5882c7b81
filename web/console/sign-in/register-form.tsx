import { Anchor, Button, PasswordInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Static } from 'typebox';
import type {
  RegistrationAccepted,
  RegistrationBody,
  RegistrationState,
} from '../../../src/registration/schema.ts';
import { api } from '../api/client.ts';
import { RouteLink } from '../shell/route-link.tsx';
import { showFieldErrors } from '../ui/form-errors.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';

type Next = Static<typeof RegistrationAccepted>['next'];
const said = (text: string) => (value: string) => (value.trim() === '' ? text : null);

export function RegisterForm({
  state: { passwordMinLength, testTenant, confirmation },
  onDone,
}: {
  readonly state: Static<typeof RegistrationState>;
  readonly onDone: (done: Pick<RegistrationBody, 'email' | 'environment'> & { readonly next: Next }) => void;
}) {
  const [placed, setPlaced] = useState<readonly string[]>([]);
  const form = useForm<RegistrationBody>({
    initialValues: {
      name: '',
      email: '',
      organisationName: '',
      password: '',
      // Where there is something to try things with.
      environment: testTenant ? 'integration' : 'production',
    },
    validate: {
      name: said('Type your name.'),
      email: said('Type your e-mail address.'),
      organisationName: said('Type the name of your organisation.'),
      password: (password) =>
        password.length < passwordMinLength ? `Type at least ${passwordMinLength} characters.` : null,
    },
  });
  const register = useMutation({
    mutationFn: async (values: RegistrationBody) => {
      const body = { ...values, email: values.email.trim() };
      const { next } = await api.post<Static<typeof RegistrationAccepted>>('/api/people/registration', {
        body,
      });
      onDone({ next, email: body.email, environment: body.environment });
    },
    onError: (err) => setPlaced(showFieldErrors(form, err)),
  });
  return (
    <form noValidate onSubmit={form.onSubmit((values) => register.mutate(values))}>
      <Stack>
        <ProblemAlert error={register.error} hiddenFields={placed} />
        <TextInput
          label="Your name"
          autoComplete="name"
          maxLength={200}
          autoFocus
          aria-required
          {...form.getInputProps('name')}
        />
        <TextInput
          label="E-mail address"
          type="email"
          autoComplete="username"
          maxLength={254}
          aria-required
          {...form.getInputProps('email')}
        />
        <TextInput
          label="Organisation"
          description="Your company: tenants see who makes the apps that they connect."
          autoComplete="organization"
          maxLength={200}
          aria-required
          {...form.getInputProps('organisationName')}
        />
        <PasswordInput
          label="Password"
          description={`At least ${passwordMinLength} characters.`}
          autoComplete="new-password"
          maxLength={128}
          aria-required
          {...form.getInputProps('password')}
        />
        <Select
          label="Where you mean to sign in first"
          {...(testTenant && {
            description: 'A test tenant in the integration environment comes with the account.',
          })}
          allowDeselect={false}
          data={[
            { value: 'production', label: 'Production Environment' },
            { value: 'integration', label: 'Integration Environment' },
          ]}
          {...form.getInputProps('environment')}
        />
        <Button type="submit" loading={register.isPending} size="md">
          Create the account
        </Button>
        <Text size="sm" c="dimmed">
          {confirmation === 'mail' ? 'A mail asks you to confirm it. ' : ''}
          You have one?{' '}
          <Anchor component={RouteLink} href="/sign-in/environment" size="sm" underline="always">
            Sign in
          </Anchor>
        </Text>
      </Stack>
    </form>
  );
}
