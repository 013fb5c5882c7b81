import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMe } from '../../api/me.ts';
import { RouteLink } from '../../shell/route-link.tsx';
import { Card } from '../../ui/card.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useDraft } from '../../ui/use-draft.tsx';
import { AccessFields } from '../app-form/access-fields.tsx';
import { AudienceFields } from '../app-form/audience-fields.tsx';
import { CredentialChoice } from '../app-form/credential-choice.tsx';
import { AppDetailsFields, DeveloperDetailsFields } from '../app-form/details-fields.tsx';
import { MissingFields } from './missing-fields.tsx';
import { newAppRules, newAppValues, withoutKeys } from './new-app-values.ts';
import classes from './new-app-page.module.css';
import { useCreateApp } from './use-create-app.ts';

/** Create New App: the form, in its order. */
export function NewAppPage() {
  const me = useMe();
  const form = useForm({ initialValues: newAppValues(me), validate: newAppRules });
  const draft = useDraft('new-app', form, withoutKeys);
  const { create, submit, placed } = useCreateApp(form, draft.forget);
  return (
    <div className={classes['page']}>
      <PageTitle
        title="Create New App"
        description="All of it can be changed later, except who owns the app and its key."
        crumbs={[
          { label: 'Developer portal', href: '/portal' },
          { label: 'Applications', href: '/portal/apps' },
        ]}
      />
      {draft.notice}
      <form
        noValidate
        onSubmit={form.onSubmit(submit, (errors) => {
          const [first] = Object.keys(errors);
          if (first !== undefined) form.getInputNode(first)?.focus();
        })}
      >
        <Card title="Developer Details" description="Who you are, for the tenants that are to connect.">
          <Stack>
            {me.organisations.length > 1 ? (
              <Select
                label="Developer organisation"
                description="You act for several: the app will belong to this one."
                data={me.organisations.map(({ id, name }) => ({ value: id, label: name }))}
                allowDeselect={false}
                {...form.getInputProps('organisationId')}
              />
            ) : null}
            <DeveloperDetailsFields form={form} />
          </Stack>
        </Card>
        <Card title="App Details">
          <AppDetailsFields form={form} />
        </Card>
        <Card
          title="Tenant APIs and Webhooks"
          description="What the app may read, and which events it receives. Changing it later makes a new version."
        >
          <AccessFields form={form} />
        </Card>
        <Card
          title="Tenants"
          description="Who may connect the app. May be changed at any time; an id that is not known yet simply stays Not Connected Yet."
        >
          <AudienceFields form={form} list="tenants" />
        </Card>
        <Card title="Networks" description="Every tenant of a network named here may connect, too.">
          <AudienceFields form={form} list="networks" />
        </Card>
        <Card title="Credentials" description="Who generates the client secret of each tenant.">
          <CredentialChoice inputProps={form.getInputProps('credentialMode')} />
        </Card>
        <Stack mt="lg">
          <ProblemAlert title="The app was not created" error={create.error} hiddenFields={placed} />
          <MissingFields errors={form.errors} />
          <Group justify="space-between">
            <Text size="sm" c="dimmed" flex="1 1 14rem">
              The app key is shown next. It stays for the life of the app.
            </Text>
            <Group gap="xs">
              <Button component={RouteLink} href="/portal/apps" variant="default">
                Cancel
              </Button>
              <Button type="submit" loading={create.isPending}>
                Create App
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </div>
  );
}
