import { Button, Group, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { hasCode } from '../../api/problem.ts';
import { RouteLink } from '../../shell/route-link.tsx';
import { Card } from '../../ui/card.tsx';
import { showFieldErrors } from '../../ui/form-errors.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { toast } from '../../ui/toast.ts';
import { useDraft } from '../../ui/use-draft.tsx';
import { AppDetailsFields, DeveloperDetailsFields } from '../app-form/details-fields.tsx';
import { detailsOf, detailsRules, type DetailsValues, toDetails } from '../app-form/values.ts';
import { useApp } from './app-query.ts';
import { appHref } from './app-tabs.ts';
import { ConflictAlert } from './conflict-alert.tsx';
import { DeleteCard } from './delete-card.tsx';
import classes from './edit-page.module.css';
import { useAppChange } from './use-app-change.ts';

/** The texts of an app; changing them makes no version. */
export function EditPage() {
  const app = useApp().data;
  const router = useRouter();
  const change = useAppChange();
  const [placed, setPlaced] = useState<readonly string[]>([]);
  const form = useForm<DetailsValues>({ initialValues: detailsOf(app), validate: detailsRules });
  const draft = useDraft(`edit-app.${app.id}`, form, (values) => values);
  const save = useMutation({
    mutationFn: (values: DetailsValues) => change('patch', '', toDetails(values)),
    onSuccess: () => {
      draft.forget();
      toast.good('The changes are saved.');
      router.history.push(appHref(app.id));
    },
    onError: (err) => setPlaced(showFieldErrors(form, err)),
  });
  const isConflict = hasCode(save.error, 'changed_meanwhile');
  return (
    <div className={classes['page']}>
      {draft.notice}
      <form
        noValidate
        onSubmit={form.onSubmit(
          (values) => save.mutate(values),
          (errors) => form.getInputNode(Object.keys(errors)[0] ?? '')?.focus(),
        )}
      >
        <Card title="Developer Details">
          <DeveloperDetailsFields form={form} />
        </Card>
        <Card title="App Details">
          <AppDetailsFields form={form} />
        </Card>
        <Stack mt="md" mb="xl">
          {isConflict ? (
            <ConflictAlert
              theirs={detailsOf(app)}
              mine={form.getValues()}
              onTakeTheirs={() => {
                form.setValues(detailsOf(app));
                save.reset();
              }}
            />
          ) : (
            <ProblemAlert title="The changes were not saved" error={save.error} hiddenFields={placed} />
          )}
          <Group justify="flex-end" gap="xs">
            <Button component={RouteLink} href={appHref(app.id)} variant="default">
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending}>
              {isConflict ? 'Save mine all the same' : 'Save'}
            </Button>
          </Group>
        </Stack>
      </form>
      <DeleteCard />
    </div>
  );
}
