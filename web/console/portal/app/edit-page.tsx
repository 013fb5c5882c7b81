import { Button, Group, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { hasCode } from '../../api/problem.ts';
import { RouteLink } from '../../shell/route-link.tsx';
import { Card } from '../../ui/card.tsx';
import { changedFields } from '../../ui/changed-fields.ts';
import { showFieldErrors } from '../../ui/form-errors.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { toast } from '../../ui/toast.ts';
import { useDraft } from '../../ui/use-draft.tsx';
import { AppDetailsFields, DeveloperDetailsFields } from '../app-form/details-fields.tsx';
import { detailsOf, detailsRules, type DetailsValues, toDetails } from '../app-form/values.ts';
import { appQuery, useApp } from './app-query.ts';
import { useAppPart } from './app-part.ts';
import { appHref } from './app-tabs.ts';
import { ConflictAlert } from './conflict-alert.tsx';
import { DeleteCard } from './delete-card.tsx';
import classes from './edit-page.module.css';
import { useAppChange } from './use-app-change.ts';

interface EditValues extends DetailsValues {
  /** The tag of the state that was shown when somebody began to type. */
  readonly basedOn: string | undefined;
}

const valuesOf = ({ data, etag }: ReturnType<typeof useApp>): EditValues => ({
  ...detailsOf(data),
  basedOn: etag,
});

/** The texts of an app; changing them makes no version. */
export function EditPage() {
  useAppPart('Edit');
  const shown = useApp();
  const app = shown.data;
  const queryClient = useQueryClient();
  const router = useRouter();
  const change = useAppChange();
  const [placed, setPlaced] = useState<readonly string[]>([]);
  // What the fields began from: only what is another since is sent, and based on the state of then. A draft keeps both.
  const [opened, setOpened] = useState(() => valuesOf(shown));
  const form = useForm<EditValues>({ initialValues: opened, validate: detailsRules });
  const draft = useDraft(`edit-app.${app.id}`, form, (values) => ({
    ...changedFields(opened, values),
    basedOn: values.basedOn,
  }));
  const save = useMutation({
    mutationFn: ({ basedOn, ...values }: EditValues) =>
      change('patch', '', changedFields(toDetails(opened), toDetails(values)), basedOn),
    onSuccess: () => {
      draft.forget();
      toast.good('The changes are saved.');
      router.history.push(appHref(app.id));
    },
    onError: (err) => {
      setPlaced(showFieldErrors(form, err));
      const now = queryClient.getQueryData(appQuery(app.id).queryKey);
      if (!hasCode(err, 'changed_meanwhile') || now === undefined) return;
      // What is there now is shown; who presses again means what they typed, and nothing else.
      const theirs = valuesOf(now);
      form.setValues({ ...theirs, ...changedFields(opened, form.getValues()), basedOn: theirs.basedOn });
      setOpened(theirs);
    },
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
              theirs={opened}
              mine={form.getValues()}
              onTakeTheirs={() => {
                draft.restart(opened);
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
