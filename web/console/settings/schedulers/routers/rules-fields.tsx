import { Button, Text, TextInput, VisuallyHidden } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from '@tabler/icons-react';
import { Card } from '../../../ui/card.tsx';
import { IconAction } from '../../../ui/icon-action.tsx';
import { useSchedulers } from '../../schedulers-query.ts';
import { Unread } from '../../unread.tsx';
import { useBrands } from '../brands-query.ts';
import { NamedSelect } from './named-select.tsx';
import { isShadowed, newRule, type RouterValues, tidyZip } from './router-values.ts';
import classes from './rules.module.css';

const MOST_RULES = 500;

/** The rules in their order, which is what decides. */
export function RulesFields({ form }: { readonly form: UseFormReturnType<RouterValues> }) {
  const { rules } = form.values;
  const [brands, schedulers] = [useBrands(), useSchedulers()];
  const add = (
    <Button
      variant="default"
      size="xs"
      leftSection={<IconPlus size={14} aria-hidden />}
      disabled={rules.length >= MOST_RULES}
      onClick={() => form.insertListItem('rules', newRule())}
    >
      Add rule
    </Button>
  );
  return (
    <Card
      title="Rules"
      description="In this order: the first that fits the visitor decides. One whose scheduler is not active is passed over."
      actions={add}
    >
      <Unread
        choices={[
          ['brands', brands],
          ['schedulers', schedulers],
        ]}
      />
      <ol className={classes['rules']} aria-label="Rules">
        {rules.map(({ key }, index) => (
          <Rule key={key} form={form} index={index} />
        ))}
      </ol>
      <p className={classes['otherwise']}>
        {rules.length === 0 ? 'Without a rule every visitor' : 'Whom no rule fits'} is told to be out of the
        service area.
      </p>
    </Card>
  );
}

function Rule({ form, index }: { readonly form: UseFormReturnType<RouterValues>; readonly index: number }) {
  const brands = useBrands();
  const schedulers = useSchedulers();
  const { rules } = form.values;
  const rule = rules[index];
  if (rule === undefined) return null;
  const at = `rules.${index}`;
  const number = index + 1;
  const set = (field: string, value: string): void => {
    form.setFieldValue(`${at}.${field}`, value);
    form.clearFieldError(`${at}.${field}`);
  };
  const move = (to: number) => (): void => {
    form.reorderListItem('rules', { from: index, to });
    form.clearErrors();
  };
  return (
    <li className={classes['rule']}>
      <div className={classes['number']}>
        <VisuallyHidden>Rule </VisuallyHidden>
        {number}.
      </div>
      <div>
        <TextInput
          label="ZIP begins with"
          placeholder="Any"
          maxLength={12}
          autoComplete="off"
          value={rule.zipPrefix}
          error={form.errors[`${at}.zipPrefix`]}
          data-path={`${at}.zipPrefix`}
          onChange={(event) => set('zipPrefix', event.currentTarget.value)}
          onBlur={() => set('zipPrefix', tidyZip(rule.zipPrefix))}
        />
      </div>
      <NamedSelect
        label="Brand chosen"
        any="Any"
        data={(brands.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={rule.brandId}
        onChange={(id) => set('brandId', id)}
        error={form.errors[`${at}.brandId`]}
        path={`${at}.brandId`}
      />
      <NamedSelect
        label="Leads to"
        data={(schedulers.data ?? []).map(({ id, name, status, brandName }) => ({
          value: id,
          label: `${name} (${status === 'Active' ? brandName : status.toLowerCase()})`,
        }))}
        value={rule.schedulerId}
        onChange={(id) => set('schedulerId', id)}
        error={form.errors[`${at}.schedulerId`]}
        path={`${at}.schedulerId`}
      />
      <div className={classes['actions']}>
        {index === 0 ? null : (
          <IconAction label={`Move rule ${number} up`} icon={IconArrowUp} onClick={move(index - 1)} />
        )}
        {index === rules.length - 1 ? null : (
          <IconAction label={`Move rule ${number} down`} icon={IconArrowDown} onClick={move(index + 1)} />
        )}
        <IconAction
          label={`Remove rule ${number}`}
          icon={IconX}
          onClick={() => form.removeListItem('rules', index)}
        />
      </div>
      {isShadowed(rules, index) ? (
        <Text size="xs" c="var(--warn)" className={classes['note'] ?? ''}>
          No visitor gets here: a rule above takes them all.
        </Text>
      ) : null}
    </li>
  );
}
