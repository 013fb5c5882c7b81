import { Text } from '@mantine/core';
import type { AttemptView } from '../../../../../src/delivery-log/schema.ts';
import { HeaderList } from '../../../deliveries/header-list.tsx';
import { JsonView } from '../../../ui/code-view.tsx';
import classes from './attempt-item.module.css';

/** What came back, if anything did. */
export function ResponseSide({ attempt }: { readonly attempt: AttemptView }) {
  const { status, responseHeaders, responseBody } = attempt;
  return (
    <section className={classes['side']} aria-label="Response">
      <h4>Response</h4>
      {status === null ? (
        <Text size="sm" c="dimmed">
          There was none.
        </Text>
      ) : (
        <>
          <span className={classes['line']}>
            <strong>{status}</strong>
          </span>
          {responseHeaders === null ? (
            <Text size="sm" c="dimmed">
              Its headers are no longer kept.
            </Text>
          ) : (
            <HeaderList
              headers={responseHeaders as Record<string, unknown>}
              label="Headers of the response"
            />
          )}
          {responseBody === null || responseBody === '' ? (
            <Text size="sm" c="dimmed">
              {responseBody === '' ? 'Without a body.' : 'Its body is no longer kept.'}
            </Text>
          ) : (
            <JsonView value={responseBody} label="Body of the response" maxHeight={280} />
          )}
        </>
      )}
    </section>
  );
}
