import { Button } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { IconShieldCheck } from '@tabler/icons-react';
import { RouteLink } from '../../shell/route-link.tsx';
import { Card } from '../../ui/card.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { BodyCard } from './body-card.tsx';
import { eventCatalogueQuery } from './catalogue-query.ts';
import { EventCommands } from './event-commands.tsx';
import classes from './event-page.module.css';
import { ExampleView } from './example-view.tsx';
import { WhenCard } from './when-card.tsx';

/** One type of event: when it comes, when it does not, and what its body holds. Its route has loaded the catalogue. */
export function EventPage() {
  const { eventType } = useParams({ strict: false });
  const entry = useSuspenseQuery(eventCatalogueQuery).data.find(({ type }) => type === eventType);
  if (entry === undefined) return null;
  const { type, title, description, fires, firesNot, withoutDelivery, schema } = entry;
  return (
    <>
      <EventCommands entry={entry} />
      <PageTitle
        title={title}
        crumbs={[
          { label: 'Developer portal', href: '/portal' },
          { label: 'Event catalogue', href: '/portal/events' },
        ]}
        description={
          <>
            {description}
            <span className={classes['type']}>
              <code>{type}</code>
              <CopyButton value={type} what="event type" />
            </span>
          </>
        }
        actions={
          <Button
            component={RouteLink}
            href="/portal/verify"
            variant="default"
            leftSection={<IconShieldCheck size={16} aria-hidden />}
          >
            Verify signatures
          </Button>
        }
      />
      <div className={classes['pair']}>
        <div>
          <WhenCard title="It fires when" kind="fires" sentences={fires} />
        </div>
        <div>
          <WhenCard title="It does not fire when" kind="not" sentences={firesNot} />
        </div>
      </div>
      <div className={classes['alone']}>
        <Card
          title="It happened, yet nothing is sent"
          description="The event is recorded with one of these reasons, and has no delivery."
        >
          <Facts>
            {withoutDelivery.map(({ reason, text }) => (
              <Fact key={reason} name={reason}>
                {text}
              </Fact>
            ))}
          </Facts>
        </Card>
      </div>
      <div className={classes['columns']}>
        <div>
          <BodyCard schema={schema} />
        </div>
        <div>
          <ExampleView entry={entry} />
        </div>
      </div>
    </>
  );
}
