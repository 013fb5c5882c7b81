import { Button, PasswordInput, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import type { Static } from 'typebox';
import type { ChangePasswordBody } from '../../../src/people/schema.ts';
import { api } from '../api/client.ts';
import { useMe } from '../api/me.ts';
import { Card } from '../ui/card.tsx';
import { showFieldErrors } from '../ui/form-errors.ts';
import { PageTitle } from '../ui/page-title.tsx';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { toast } from '../ui/toast.ts';

const MIN_LENGTH = 12;

export function PasswordPage() {
  const { person } = useMe();
  const form = useForm({
    initialValues: { currentPassword: '', newPassword: '', again: '' },
    validate: {
      currentPassword: (value) => (value === '' ? 'Type your present password.' : null),
      newPassword: (value) => (value.length < MIN_LENGTH ? `At least ${MIN_LENGTH} characters.` : null),
      again: (value, { newPassword }) => (value === newPassword ? null : 'The two differ.'),
    },
  });
  const change = useMutation({
    mutationFn: (body: Static<typeof ChangePasswordBody>) => api.post('/api/people/me/password', { body }),
    onSuccess: () => {
      form.reset();
      toast.good('Your password is changed. Your other sign-ins have ended.');
    },
    onError: (err) => showFieldErrors(form, err),
  });
  return (
    <>
      <PageTitle
        title="Change password"
        description="Your sign-ins in other browsers end; your tokens stay."
      />
      <Card>
        <form
          noValidate
          onSubmit={form.onSubmit(({ currentPassword, newPassword }) =>
            change.mutate({ currentPassword, newPassword }),
          )}
        >
          <Stack maw={400}>
            <ProblemAlert error={change.error} hiddenFields={['currentPassword', 'newPassword']} />
            <input type="hidden" name="username" autoComplete="username" value={person.email} readOnly />
            <PasswordInput
              label="Present password"
              autoComplete="current-password"
              aria-required
              {...form.getInputProps('currentPassword')}
            />
            <PasswordInput
              label="New password"
              description={`At least ${MIN_LENGTH} characters.`}
              autoComplete="new-password"
              maxLength={128}
              aria-required
              {...form.getInputProps('newPassword')}
            />
            <PasswordInput
              label="The same again"
              autoComplete="new-password"
              aria-required
              {...form.getInputProps('again')}
            />
            <div>
              <Button type="submit" loading={change.isPending}>
                Change password
              </Button>
            </div>
          </Stack>
        </form>
      </Card>
    </>
  );
}
