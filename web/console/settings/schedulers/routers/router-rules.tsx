import { Text } from '@mantine/core';
import { Card } from '../../../ui/card.tsx';
import { useSchedulers } from '../../schedulers-query.ts';
import { useBrands } from '../brands-query.ts';
import type { RouterView } from './router-query.ts';

/** The rules of a router, for those who may not change them. */
export function RouterRules({ router: { rules } }: { readonly router: RouterView }) {
  const schedulers = useSchedulers();
  const brands = useBrands();
  const schedulerName = (id: string): string => schedulers.data?.find((one) => one.id === id)?.name ?? id;
  const brandName = (id: string): string => brands.data?.find((one) => one.id === id)?.name ?? id;
  return (
    <Card title="Rules" description="In this order: the first that fits the visitor decides.">
      {rules.length === 0 ? <Text size="sm">There is none: every visitor is out of the area.</Text> : null}
      <ol>
        {rules.map(({ zipPrefix, brandId, schedulerId }, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- two rules may be the same; they only ever come anew
          <li key={index}>
            {zipPrefix === null ? 'Any ZIP code' : `ZIP codes that begin with ${zipPrefix}`}
            {brandId === null ? '' : `, brand ${brandName(brandId)}`}: to {schedulerName(schedulerId)}
          </li>
        ))}
      </ol>
    </Card>
  );
}
