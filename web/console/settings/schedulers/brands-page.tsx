import { Button } from '@mantine/core';
import { IconPlus, IconTag } from '@tabler/icons-react';
import { useState } from 'react';
import type { BrandView } from '../../../../src/schedulers/schema.ts';
import { useCommands } from '../../shell/commands.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { useUrlState } from '../../ui/use-url-state.ts';
import { AskAdministrator, useIsAdministrator } from '../administrators.tsx';
import { tenantHref, useTenant } from '../tenant-query.ts';
import { brandColumns } from './brand-columns.tsx';
import { BrandDialog } from './brand-dialog.tsx';
import { useBrands } from './brands-query.ts';
import { SchedulerTabs } from './scheduler-tabs.tsx';

/** The names under which a tenant works. */
export function BrandsPage() {
  const tenant = useTenant();
  const brands = useBrands();
  const isAdministrator = useIsAdministrator();
  const { values, set } = useUrlState({ new: '' });
  const [renaming, setRenaming] = useState<BrandView>();
  const create = (): void => set({ new: 'yes' });
  useCommands(isAdministrator ? [{ id: 'new-brand', label: 'New brand', icon: IconPlus, run: create }] : []);
  const action = isAdministrator ? (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={create}>
      New brand
    </Button>
  ) : undefined;
  const renameColumn: Column<BrandView> = {
    title: 'Action',
    isNarrow: true,
    render: (brand) => (
      <Button
        size="compact-sm"
        variant="default"
        aria-label={`Rename ${brand.name}`}
        onClick={() => setRenaming(brand)}
      >
        Rename
      </Button>
    ),
  };
  return (
    <>
      <PageTitle
        title="Schedulers"
        part="Brands"
        description="The names under which your company works. Pages embed the schedulers of a brand with its install key."
        crumbs={[{ label: tenant.name, href: tenantHref(tenant) }]}
        actions={brands.data?.length === 0 ? undefined : action}
        tabs={<SchedulerTabs />}
      />
      {isAdministrator ? null : (
        <AskAdministrator>Only administrators make and rename brands.</AskAdministrator>
      )}
      <DataTable
        label="Brands"
        columns={isAdministrator ? [...brandColumns, renameColumn] : brandColumns}
        rows={brands.data}
        rowKey={({ id }) => id}
        query={brands}
        empty={
          <EmptyState icon={IconTag} title="There is no brand yet" action={action}>
            Schedulers belong to a brand.
          </EmptyState>
        }
      />
      <BrandDialog
        editing={isAdministrator && values.new !== '' ? 'new' : renaming}
        onClose={() => {
          setRenaming(undefined);
          set({ new: '' });
        }}
      />
    </>
  );
}
