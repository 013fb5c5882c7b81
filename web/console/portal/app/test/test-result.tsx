import { Anchor, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { withQuery } from '../../../api/path.ts';
import { AttemptBadge } from '../../../deliveries/attempt-badge.tsx';
import { HeaderList } from '../../../deliveries/header-list.tsx';
import { TimingSplit } from '../../../deliveries/timing-split.tsx';
import { RouteLink } from '../../../shell/route-link.tsx';
import { Card } from '../../../ui/card.tsx';
import { JsonView } from '../../../ui/code-view.tsx';
import { Instant } from '../../../ui/instant.tsx';
import { StateBadge } from '../../../ui/state-badge.tsx';
import { useNames } from '../../app-form/portal-catalogue.ts';
import { useAppId } from '../app-query.ts';
import { appHref } from '../app-tabs.ts';
import type { SentTest } from './sent-tests.ts';
import { listChecks } from './signature-words.ts';
import classes from './test-result.module.css';

const MOST_BODY_PX = 280;
const MOST_HIDDEN_PX = 120;

/** What came of a test: the answer, what it means, where the time went, and whether the signature would be found right. */
export function TestResult({ test: { at, eventType, to, answer } }: { readonly test: SentTest }) {
  const { eventName } = useNames();
  const appId = useAppId();
  const { request, response, error, timing, signature } = answer;
  const top = useRef<HTMLDivElement>(null);
  // Below a long form nobody would see that an answer has come.
  useEffect(() => {
    const isOutOfSight =
      (top.current?.getBoundingClientRect().top ?? 0) > window.innerHeight - MOST_HIDDEN_PX;
    if (isOutOfSight) top.current?.scrollIntoView({ block: 'start' });
  }, []);
  return (
    <div ref={top} className={classes['top']}>
      <Card
        title="Answer"
        description={
          <>
            {eventName(eventType)} {to === 'inbox' ? 'to the inbox' : 'to the webhook'},{' '}
            <Instant at={at} withSeconds />
          </>
        }
        actions={<StateBadge kind="quiet">Test</StateBadge>}
      >
        <div role="status" className={classes['facts']}>
          <AttemptBadge status={response?.status ?? null} isTaken={error === null} />
          <span>
            {error === null
              ? `${to === 'inbox' ? 'The inbox' : 'Your server'} took it in ${timing.totalMs} ms.`
              : `It took ${timing.totalMs} ms. ${explainDelivery(error.code)}`}
          </span>
          {to === 'inbox' ? (
            <Link href={withQuery(appHref(appId, '/first-event'), { event: eventType })}>
              See what arrived
            </Link>
          ) : null}
        </div>
        {error === null ? null : (
          <div className={classes['error']}>
            <p>
              <strong>{error.text}</strong>
            </p>
            <p className={classes['detail']}>
              <code>{error.code}</code>
              {error.detail === null ? null : `: ${error.detail}`}
            </p>
          </div>
        )}
        <section className={classes['part']}>
          <h3>Time</h3>
          <TimingSplit timing={timing} totalMs={timing.totalMs} />
        </section>
        <section className={classes['part']}>
          <h3 className={classes['facts']}>
            Signature
            {signature.verifies ? (
              <StateBadge kind="good">Would verify</StateBadge>
            ) : (
              <StateBadge kind="bad">Would be refused</StateBadge>
            )}
          </h3>
          <ul className={classes['checks']}>
            {listChecks(signature, to).map(({ isGood, text, more }) => (
              <li key={text} data-bad={!isGood || undefined}>
                {isGood ? (
                  <IconCheck size={16} stroke={2.4} aria-hidden />
                ) : (
                  <IconX size={16} stroke={2.4} aria-hidden />
                )}
                <span>
                  <VisuallyHidden>{isGood ? 'Right: ' : 'Wrong: '}</VisuallyHidden>
                  {text}
                  {more === undefined ? null : (
                    <span className={classes['more']}>
                      {' '}
                      <code>{more}</code>
                    </span>
                  )}
                </span>
              </li>
            ))}
          </ul>
          <p className={classes['line']}>
            <Link href="/portal/verify">How your server verifies it</Link>
          </p>
        </section>
        {response === null ? null : (
          <section className={classes['part']}>
            <h3>{to === 'inbox' ? 'What the inbox answered' : 'What your server answered'}</h3>
            <div className={classes['headers']}>
              <HeaderList headers={response.headers} label="Headers of the answer" />
            </div>
            {response.body === '' ? (
              <span className={classes['more']}>No body</span>
            ) : (
              <JsonView value={response.body} label="Body of the answer" maxHeight={MOST_BODY_PX} />
            )}
          </section>
        )}
        <details className={classes['fold']}>
          <summary>What was sent</summary>
          <p className={classes['line']}>
            <code>POST {request.url}</code>
          </p>
          {request.headers === null ? (
            'Nothing: a custom header of the webhook must not be sent.'
          ) : (
            <div className={classes['headers']}>
              <HeaderList headers={request.headers} label="Headers that were sent" />
            </div>
          )}
          <JsonView value={request.body} label="Body that was sent" maxHeight={MOST_BODY_PX} />
        </details>
      </Card>
    </div>
  );
}

/** What a delivery would do that ended like the test. */
const explainDelivery = (code: string): string =>
  code === 'gone' ? 'A delivery would disable the webhook.' : 'A delivery would be tried again.';

function Link({ href, children }: { readonly href: string; readonly children: string }) {
  return (
    <Anchor component={RouteLink} href={href} size="sm" underline="always">
      {children}
    </Anchor>
  );
}
