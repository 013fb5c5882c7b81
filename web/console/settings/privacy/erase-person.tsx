import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { IconCircleCheck, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import type { PersonBody, PersonErased, PersonVisits } from '../../../../src/sessions/erasure-schema.ts';
import { api } from '../../api/client.ts';
import { Card } from '../../ui/card.tsx';
import { showFieldErrors } from '../../ui/form-errors.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { tenantApi, useTenant } from '../tenant-query.ts';
import { FoundVisits } from './found-visits.tsx';
import classes from './privacy-page.module.css';

/** Finds the visits of a person, shows them, and erases them. Whose they are stands in no address. */
export function ErasePerson() {
  const tenant = useTenant();
  const client = useQueryClient();
  const [placed, setPlaced] = useState<readonly string[]>([]);
  const [erasedCount, setErasedCount] = useState(0);
  const [isDone, setDone] = useState(false);
  const form = useForm({
    initialValues: { email: '', phone: '' },
    validate: {
      email: (email, { phone }) =>
        email.trim() + phone.trim() === '' ? 'Type an e-mail address or a phone number.' : null,
    },
  });
  const find = useMutation({
    mutationFn: (body: PersonBody) =>
      api.post<PersonVisits>(tenantApi(tenant, '/erasures/preview'), { body }),
    onError: (err) => setPlaced(showFieldErrors(form, err)),
  });
  const startAnew = (): void => {
    find.reset();
    setErasedCount(0);
    setDone(false);
  };
  const erase = async (person: PersonBody): Promise<void> => {
    try {
      let hasMore = true;
      // Each call erases one visit at least and finds none again, so it ends; or it is refused, and the dialog says so.
      while (hasMore) {
        const erased = await api.post<PersonErased>(tenantApi(tenant, '/erasures'), { body: person });
        setErasedCount((before) => before + erased.erasedCount);
        hasMore = erased.hasMore;
      }
      setDone(true);
      find.reset();
      form.reset();
    } finally {
      // Also of a part: what is gone is to be shown nowhere.
      await client.invalidateQueries({ queryKey: ['settings', String(tenant.id)] });
    }
  };
  return (
    <Card
      title="Erase a person"
      description="For a person who asks for it. Finds every visit in which this e-mail address or phone number was left, as it was typed or however else it is written."
    >
      <form
        noValidate
        onSubmit={form.onSubmit((values) => {
          startAnew();
          setPlaced([]);
          find.mutate(toPerson(values));
        })}
        onChange={startAnew}
      >
        <div className={classes['person']}>
          <TextInput
            label="E-mail address"
            inputMode="email"
            autoComplete="off"
            maxLength={320}
            {...form.getInputProps('email')}
          />
          <TextInput
            label="Phone number"
            inputMode="tel"
            autoComplete="off"
            maxLength={50}
            {...form.getInputProps('phone')}
          />
          <Button
            type="submit"
            variant="default"
            leftSection={<IconSearch size={16} aria-hidden />}
            loading={find.isPending}
          >
            Find visits
          </Button>
        </div>
      </form>
      <Stack gap="md" mt="md">
        <ProblemAlert error={find.error} hiddenFields={placed} />
        {isDone ? (
          <Alert role="status" variant="default" icon={<IconCircleCheck aria-hidden />}>
            {erasedCount === 1 ? 'One session is erased.' : `${erasedCount} sessions are erased.`} They stand
            in the list below.
          </Alert>
        ) : null}
        {find.data === undefined || find.variables === undefined ? null : (
          <FoundVisits found={find.data} person={find.variables} erasedCount={erasedCount} onErase={erase} />
        )}
      </Stack>
      <Group mt="xs">
        <Text size="xs" c="dimmed">
          Ids, times and outcomes stay, so that no figure changes. Backups keep what they hold until they
          expire.
        </Text>
      </Group>
    </Card>
  );
}

const toPerson = ({ email, phone }: { readonly email: string; readonly phone: string }): PersonBody => ({
  ...(email.trim() !== '' && { email: email.trim() }),
  ...(phone.trim() !== '' && { phone: phone.trim() }),
});
