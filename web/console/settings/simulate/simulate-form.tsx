import { Anchor, Button, Select, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import type { SchedulerView } from '../../../../src/schedulers/schema.ts';
import type { SimulatedVisit, SimulatedVisitBody } from '../../../../src/simulated-visits/schema.ts';
import { api } from '../../api/client.ts';
import { RouteLink } from '../../shell/route-link.tsx';
import { Card } from '../../ui/card.tsx';
import { showFieldErrors } from '../../ui/form-errors.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { RadioCards } from '../../ui/radio-cards.tsx';
import { useSchedulers } from '../schedulers-query.ts';
import { Unread, waitingFor } from '../unread.tsx';
import { tenantApi, tenantHref, useTenant } from '../tenant-query.ts';
import { AbandonFields, type Wanted } from './abandon-fields.tsx';
import { isContactLeft } from './leavings.ts';
import { OwnContact } from './own-contact.tsx';

const names = { firstName: '', lastName: '', email: '', phone: '' };

const kinds = [
  { value: 'complete', title: 'Completes', text: 'Goes through to the end and books.' },
  { value: 'abandon', title: 'Abandons', text: 'Leaves before the end, or is stopped.' },
] as const;

interface Values extends Pick<SimulatedVisitBody, 'schedulerId' | 'kind'> {
  readonly leaving: Wanted;
  readonly customer: typeof names;
}

const usualLeaving: Wanted = {
  leavesAfter: 'details',
  leaves: 'closed',
  blockerType: null,
  bookedBefore: false,
};

/** Chooses who comes, to which scheduler, and when they leave. */
export function SimulateForm({
  initialSchedulerId,
  onPlayed,
}: {
  readonly initialSchedulerId: string;
  readonly onPlayed: (visit: SimulatedVisit) => void;
}) {
  const tenant = useTenant();
  const schedulers = useSchedulers();
  const choices = (schedulers.data ?? []).filter(({ status }) => status === 'Active');
  const form = useForm<Values>({
    initialValues: {
      schedulerId: initialSchedulerId,
      kind: 'complete',
      leaving: usualLeaving,
      customer: names,
    },
  });
  const [placed, setPlaced] = useState<readonly string[]>([]);
  const { kind, leaving } = form.values;
  const schedulerId = form.values.schedulerId || usual(choices)?.id || '';
  const play = useMutation({
    mutationFn: (body: SimulatedVisitBody) =>
      api.post<SimulatedVisit>(tenantApi(tenant, '/simulated-visits'), { body }),
    onSuccess: onPlayed,
    onError: (err) => setPlaced(showFieldErrors(form, err)),
  });
  return (
    <Card>
      <form
        onSubmit={form.onSubmit(({ customer }) => {
          setPlaced([]);
          play.mutate({
            schedulerId,
            kind,
            ...(kind === 'abandon' && leavingOf(leaving)),
            ...withCustomer(customer),
          });
        })}
      >
        <Stack>
          <Unread choices={[['schedulers', schedulers]]} />
          <Select
            label="Scheduler"
            allowDeselect={false}
            data={choices.map(({ id, name, brandName }) => ({ value: id, label: `${name} (${brandName})` }))}
            placeholder={schedulers.data === undefined ? waitingFor(schedulers) : 'None is active'}
            description={schedulers.data !== undefined && choices.length === 0 ? <MakeOne /> : null}
            value={schedulerId === '' ? null : schedulerId}
            onChange={(id) => form.setFieldValue('schedulerId', id ?? '')}
            error={form.errors['schedulerId']}
          />
          <RadioCards
            label="The visitor"
            choices={kinds}
            value={kind}
            onChange={(chosen) => form.setFieldValue('kind', chosen)}
          />
          {kind === 'abandon' ? (
            <AbandonFields
              scheduler={choices.find(({ id }) => id === schedulerId)}
              wanted={leaving}
              onChange={(change) => form.setFieldValue('leaving', { ...leaving, ...change })}
            />
          ) : null}
          <OwnContact form={form} />
          <ProblemAlert error={play.error} title="No visitor was played" hiddenFields={placed} />
          <Button
            type="submit"
            leftSection={<IconPlayerPlay size={16} aria-hidden />}
            loading={play.isPending}
            disabled={schedulerId === ''}
          >
            Play the visitor
          </Button>
        </Stack>
      </form>
    </Card>
  );
}

function MakeOne() {
  const href = tenantHref(useTenant(), 'schedulers');
  return (
    <>
      Visitors get into active schedulers only.{' '}
      <Anchor component={RouteLink} href={href} size="xs" underline="always">
        See the schedulers
      </Anchor>
    </>
  );
}

/** The one that a visitor meets first. */
const usual = (choices: readonly SchedulerView[]): SchedulerView | undefined =>
  choices.find(({ isDefault }) => isDefault) ?? choices[0];

function leavingOf({ blockerType, bookedBefore, ...rest }: Wanted): Partial<SimulatedVisitBody> {
  return {
    ...rest,
    ...(blockerType !== null && { blockerType }),
    // Chosen, perhaps, before the step was.
    bookedBefore: bookedBefore && isContactLeft(rest),
  };
}

function withCustomer(customer: typeof names): Pick<SimulatedVisitBody, 'customer'> {
  const given = Object.fromEntries(
    Object.entries(customer).flatMap(([name, value]) => (value.trim() === '' ? [] : [[name, value.trim()]])),
  );
  return Object.keys(given).length === 0 ? {} : { customer: given };
}
