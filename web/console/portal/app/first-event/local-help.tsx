import { Stack, Text } from '@mantine/core';
import { CodeView } from '../../../ui/code-view.tsx';
import classes from './folded.module.css';

/** How a server that nobody reaches from outside gets events all the same. */
export function LocalHelp({ appId }: { readonly appId: string }) {
  const { hostname, origin } = globalThis.location;
  const isTried = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  return (
    <details className={classes['folded']}>
      <summary>Your server runs on your own machine?</summary>
      <Stack gap="sm" mt="sm">
        {isTried ? (
          <>
            <Text size="sm">
              So does this fieldhook. Start it so, and a delivery URL may be{' '}
              <code>http://localhost:4000/</code>:
            </Text>
            <CodeView code="DELIVERY_LOCAL_SERVERS=true npm start" label="Start fieldhook" />
          </>
        ) : null}
        <Text size="sm">
          Or have what is published for the app forwarded to you, whatever its delivery URL. It needs a
          personal access token with portal:read, and forwards real events (step 3), not tests:
        </Text>
        <CodeView
          code={`FIELDHOOK_TOKEN=fht_… fieldhook listen --forward-to http://localhost:4000/ --app ${appId} --server ${origin}`}
          label="Forward to your machine"
        />
      </Stack>
    </details>
  );
}
