import { Card } from '../../ui/card.tsx';
import classes from './card-list.module.css';

/** What the headers of a POST are. */
export function HeadersCard() {
  return (
    <Card title="The headers">
      <dl className={classes['list']}>
        <div>
          <dt>
            <code>webhook-id</code>
          </dt>
          <dd>The delivery: the same over all its attempts and replays.</dd>
        </div>
        <div>
          <dt>
            <code>webhook-timestamp</code>
          </dt>
          <dd>
            Unix seconds of this attempt. Refuse what is off by more than 5 minutes: nobody can then send you
            an old POST again.
          </dd>
        </div>
        <div>
          <dt>
            <code>webhook-signature</code>
          </dt>
          <dd>
            <code>v1,</code> and base64 of HMAC-SHA256 over <code>id.timestamp.body</code>. A list, separated
            by spaces, while keys change; one match is enough. Skip what begins otherwise, such as{' '}
            <code>v1a,</code>.
          </dd>
        </div>
        <div>
          <dt>
            <code>X-ServiceTitan-Signature</code>
          </dt>
          <dd>
            Lowercase hex of HMAC-SHA256 over the body alone. It has no timestamp, so prefer the one above.
          </dd>
        </div>
        <div>
          <dt>The key</dt>
          <dd>
            <code>whsec_</code> and base64 means the bytes it encodes; any other key its own characters. For
            the hex header always its characters, <code>whsec_</code> included.
          </dd>
        </div>
      </dl>
    </Card>
  );
}
