import { Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useRouter } from '@tanstack/react-router';
import { Card } from '../../ui/card.tsx';
import { tenantHref, useTenant } from '../tenant-query.ts';
import classes from './privacy-page.module.css';

/** Leads to one session, where it can be erased. */
export function EraseVisit() {
  const tenant = useTenant();
  const router = useRouter();
  const form = useForm({
    initialValues: { sessionId: '' },
    validate: {
      sessionId: (id) => (/^\s*sess_[a-z0-9]+\s*$/.test(id) ? null : 'It begins with sess_.'),
    },
  });
  return (
    <Card title="Erase one visit" description="Open its session: it is erased there.">
      <form
        noValidate
        onSubmit={form.onSubmit(({ sessionId }) =>
          router.history.push(tenantHref(tenant, `sessions/${sessionId.trim()}`)),
        )}
      >
        <div className={classes['visit']}>
          <TextInput
            label="Session ID"
            placeholder="sess_…"
            autoComplete="off"
            maxLength={100}
            {...form.getInputProps('sessionId')}
          />
          <Button type="submit" variant="default">
            Open
          </Button>
        </div>
      </form>
    </Card>
  );
}
