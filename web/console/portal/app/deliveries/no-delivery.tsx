import { Button } from '@mantine/core';
import { IconSearchOff, IconSend } from '@tabler/icons-react';
import { RouteLink } from '../../../shell/route-link.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Instant } from '../../../ui/instant.tsx';
import { NothingFits } from '../../../ui/nothing-fits.tsx';
import { useApp } from '../app-query.ts';
import { appHref } from '../app-tabs.ts';
import type { DeliveryFilter } from './use-delivery-filter.ts';

/** Why the list of deliveries is empty, and the one thing to do about it. */
export function NoDelivery({
  filter: { isChanged, reset, range },
  more: { hasNextPage, isFetchingNextPage, fetchNextPage },
  searchedBackTo,
}: {
  readonly filter: DeliveryFilter;
  readonly more: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => unknown;
  };
  readonly searchedBackTo: string | null;
}) {
  if (hasNextPage && searchedBackTo !== null)
    return (
      <EmptyState
        icon={IconSearchOff}
        title="Nothing found up to here"
        action={
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Search further back
          </Button>
        }
      >
        Searched back to <Instant at={searchedBackTo} />.
      </EmptyState>
    );
  if (isChanged)
    return (
      <NothingFits title="No delivery fits" onReset={reset}>
        {range.isAnyTime ? 'It was looked for in any time.' : null}
      </NothingFits>
    );
  return <NothingYet />;
}

function NothingYet() {
  const { id } = useApp().data;
  return (
    <EmptyState
      icon={IconSend}
      title="Nothing was sent in this time"
      action={
        <Button component={RouteLink} href={appHref(id, '/tenants')} variant="default">
          See the tenants
        </Button>
      }
    >
      When a visitor of a connected tenant completes a session, or abandons it and qualifies, its delivery
      appears here at once. Test sends are no deliveries and are not listed.
    </EmptyState>
  );
}
