import type { Static } from 'typebox';
import type { Router, RouterBody } from '../../../../../src/routers/schema.ts';

/** A rule as it is typed; the empty string is any. */
export interface RuleValues {
  /** Of this form alone. */
  readonly key: string;
  readonly zipPrefix: string;
  readonly brandId: string;
  readonly schedulerId: string;
}

export interface RouterValues {
  readonly name: string;
  readonly brandId: string;
  readonly rules: RuleValues[];
}

/** At random, since rules of a draft bring along the keys of another visit. */
const newKey = (): string => crypto.getRandomValues(new Uint32Array(1)).join();

export const newRule = (schedulerId = ''): RuleValues => ({
  key: newKey(),
  zipPrefix: '',
  brandId: '',
  schedulerId,
});

export const valuesOf = ({ name, brandId, rules }: RouterBody): RouterValues => ({
  name,
  brandId: brandId ?? '',
  rules: rules.map((rule) => ({
    key: newKey(),
    zipPrefix: rule.zipPrefix ?? '',
    brandId: rule.brandId ?? '',
    schedulerId: rule.schedulerId,
  })),
});

/** ZIP codes are compared in capitals, without spaces and hyphens. */
export const tidyZip = (typed: string): string => typed.toUpperCase().replaceAll(/[\s-]/g, '');

export const toBody = ({ name, brandId, rules }: RouterValues): RouterBody => ({
  name: name.trim(),
  brandId: brandId === '' ? null : brandId,
  rules: rules.map((rule) => ({
    zipPrefix: tidyZip(rule.zipPrefix) === '' ? null : tidyZip(rule.zipPrefix),
    brandId: rule.brandId.trim() === '' ? null : rule.brandId.trim(),
    schedulerId: rule.schedulerId.trim(),
  })),
});

export const bodyOf = ({ name, brandId, rules }: Static<typeof Router>): RouterBody => ({
  name,
  brandId,
  rules,
});

/** Why the values cannot be saved, by the place of the field. */
export function findValueErrors({ name, rules }: RouterValues): Record<string, string> {
  const wrong = rules.flatMap(({ zipPrefix, schedulerId }, index) => [
    ...(/^[0-9A-Z]{0,10}$/.test(tidyZip(zipPrefix))
      ? []
      : [[`rules.${index}.zipPrefix`, 'Up to 10 letters and digits.']]),
    ...(schedulerId.trim() === '' ? [[`rules.${index}.schedulerId`, 'Choose where it leads.']] : []),
  ]);
  return { ...(name.trim() === '' && { name: 'Name the router.' }), ...Object.fromEntries(wrong) };
}

/** A rule that no visitor reaches, since one above it takes all that it would. */
export function isShadowed(rules: readonly RuleValues[], index: number): boolean {
  const rule = rules[index];
  if (rule === undefined) return false;
  return rules
    .slice(0, index)
    .some(
      (above) =>
        tidyZip(rule.zipPrefix).startsWith(tidyZip(above.zipPrefix)) &&
        (above.brandId === '' || above.brandId === rule.brandId),
    );
}
