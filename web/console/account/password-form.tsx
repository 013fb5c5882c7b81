import { Button, PasswordInput, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { showFieldErrors } from '../ui/form-errors.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';

/** Asks for the password once more, before something that whoever sits down at an open browser must not do. */
export function PasswordForm({
  action,
  isDangerous = false,
  onPassword,
}: {
  readonly action: string;
  readonly isDangerous?: boolean;
  readonly onPassword: (password: string) => Promise<void>;
}) {
  const form = useForm({
    initialValues: { password: '' },
    validate: { password: (value) => (value === '' ? 'Type your password.' : null) },
  });
  const act = useMutation({ mutationFn: onPassword, onError: (err) => showFieldErrors(form, err) });
  return (
    <form noValidate onSubmit={form.onSubmit(({ password }) => act.mutate(password))}>
      <Stack maw={400}>
        <ProblemAlert error={act.error} hiddenFields={['password']} />
        <PasswordInput
          label="Your password"
          autoComplete="current-password"
          aria-required
          {...form.getInputProps('password')}
        />
        <div>
          <Button type="submit" loading={act.isPending} {...(isDangerous && { color: 'red.8' })}>
            {action}
          </Button>
        </div>
      </Stack>
    </form>
  );
}
