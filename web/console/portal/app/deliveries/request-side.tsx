import { Text } from '@mantine/core';
import type { AttemptView, DeliveryDetail } from '../../../../../src/delivery-log/schema.ts';
import { HeaderList } from '../../../deliveries/header-list.tsx';
import { JsonView } from '../../../ui/code-view.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import classes from './attempt-item.module.css';
import { BodyWithheld } from './body-withheld.tsx';
import { maskedHeaders, toCurl } from './to-curl.ts';

const isSignature = (name: string): boolean =>
  /^webhook-(id|timestamp|signature)$|^x-servicetitan-signature$/i.test(name);

/** What was sent: where to, the signature, the other headers. */
export function RequestSide({ attempt: { url, requestHeaders } }: { readonly attempt: AttemptView }) {
  const headers = (requestHeaders ?? {}) as Record<string, unknown>;
  const of = (signs: boolean) =>
    Object.fromEntries(Object.entries(headers).filter(([name]) => isSignature(name) === signs));
  return (
    <section className={classes['side']} aria-label="Request">
      <h4>Request</h4>
      <span className={classes['line']}>
        <strong>POST</strong> {url}
      </span>
      {requestHeaders === null ? (
        <Text size="sm" c="dimmed">
          Its headers are not kept, or it never came to be sent.
        </Text>
      ) : (
        <>
          <HeaderList headers={of(true)} label="Signature" />
          <HeaderList headers={of(false)} label="Other headers of the request" />
        </>
      )}
    </section>
  );
}

/** What was sent in it, as wide as there is room, and the whole as a command. */
export function RequestBody({
  attempt: { url, requestHeaders },
  delivery: { body, bodyWithheld },
}: {
  readonly attempt: AttemptView;
  readonly delivery: DeliveryDetail;
}) {
  const headers = (requestHeaders ?? {}) as Record<string, unknown>;
  const masked = maskedHeaders(headers);
  return (
    <section className={classes['side']} aria-label="Sent body">
      {body === null ? (
        <BodyWithheld why={bodyWithheld} />
      ) : (
        <JsonView value={body} label="Body" maxHeight={280} />
      )}
      {requestHeaders === null || body === null ? null : (
        <div>
          <CopyButton
            value={toCurl({ url, headers, body })}
            what="this attempt as curl"
            label="Copy as curl"
          />
          <Text size="xs" c="dimmed" mt={4}>
            {masked.length === 0 ? '' : `Without ${masked.join(', ')}, whose values are not kept. `}With the
            signature of this attempt: a server that looks at its time refuses it after 5 minutes.
          </Text>
        </div>
      )}
    </section>
  );
}
