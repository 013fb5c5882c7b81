import { Anchor } from '@mantine/core';
import type { AppDetail } from '../../../../src/connections/schema.ts';
import { RouteLink } from '../../shell/route-link.tsx';
import { EmailText } from '../../ui/email-text.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Instant } from '../../ui/instant.tsx';
import { LastDelivered, LastToken } from './last-use.tsx';

/** Which version was accepted, when and by whom, and whether the app makes use of it. */
export function AcceptedFacts({
  connection,
  network,
  audit,
}: {
  readonly connection: NonNullable<AppDetail['connection']>;
  /** The name of the network whose tenants share the client. */
  readonly network: string | null;
  /** Where the whole story stands. */
  readonly audit: string;
}) {
  const { accepted, acceptedAt, acceptedBy, connectedAt, disabledAt, lastUsedAt, lastDeliveredAt } =
    connection;
  return (
    <Facts isNarrow>
      <Fact name="Version">{accepted.version}</Fact>
      <Fact name="On">
        <Instant at={acceptedAt} />
      </Fact>
      <Fact name="By">{acceptedBy === null ? null : <EmailText address={acceptedBy} />}</Fact>
      <Fact name="Connected">{acceptedAt === connectedAt ? null : <Instant at={connectedAt} />}</Fact>
      <Fact name="Disabled">{disabledAt === null ? null : <Instant at={disabledAt} />}</Fact>
      <Fact name="Last delivered">
        <LastDelivered at={lastDeliveredAt} />
      </Fact>
      <Fact name="Last access token">
        <LastToken at={lastUsedAt} network={network} />
      </Fact>
      <Fact name="History">
        <Anchor component={RouteLink} href={audit} size="sm">
          Audit of this app
        </Anchor>
      </Fact>
    </Facts>
  );
}
