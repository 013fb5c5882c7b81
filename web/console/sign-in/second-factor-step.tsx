import { Anchor, Button, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import { hasCode } from '../api/problem.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { SignInCard } from './sign-in-card.tsx';

export function SecondFactorStep({
  onDone,
  onBack,
}: {
  readonly onDone: () => Promise<void>;
  readonly onBack: () => void;
}) {
  const form = useForm({
    initialValues: { code: '' },
    validate: { code: (value) => (value.trim() === '' ? 'Type the code.' : null) },
  });
  const confirm = useMutation({
    mutationFn: async (code: string) => {
      await api.post('/api/people/sign-in/second-factor', { body: { code } });
      await onDone();
    },
    onError: () => {
      form.setFieldValue('code', '');
      form.getInputNode('code')?.focus();
    },
  });
  const title = hasCode(confirm.error, 'sign_in_failed')
    ? 'The code is not right, was used already, or came too late.'
    : undefined;
  return (
    <SignInCard
      title="Your second factor"
      description="Type the code that your authenticator app shows now, or one of your backup codes."
    >
      <form noValidate onSubmit={form.onSubmit(({ code }) => confirm.mutate(code.trim()))}>
        <Stack>
          <ProblemAlert error={confirm.error} {...(title !== undefined && { title })} />
          <TextInput
            label="Code"
            autoComplete="one-time-code"
            maxLength={50}
            autoFocus
            aria-required
            {...form.getInputProps('code')}
          />
          <Button type="submit" loading={confirm.isPending} size="md">
            Sign in
          </Button>
          <Anchor component="button" type="button" size="sm" onClick={onBack} ta="start">
            Back to the password
          </Anchor>
        </Stack>
      </form>
    </SignInCard>
  );
}
