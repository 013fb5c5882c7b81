import type { SchedulerView } from '../../../../src/schedulers/schema.ts';
import { Card } from '../../ui/card.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { describeSetting, type SchedulerSettings, settingsOf } from './scheduler-values.ts';

/** What is set of a scheduler, for those who may not change it. */
export function SchedulerFacts({ scheduler }: { readonly scheduler: SchedulerView }) {
  const settings = settingsOf(scheduler);
  const fields = Object.keys(settings) as (keyof SchedulerSettings)[];
  return (
    <Card title="Settings">
      <Facts>
        {fields.map((field) => {
          const { label, text } = describeSetting(field, settings, () => scheduler.brandName);
          return (
            <Fact key={field} name={label}>
              {text}
            </Fact>
          );
        })}
      </Facts>
    </Card>
  );
}
