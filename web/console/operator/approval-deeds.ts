import type { Static } from 'typebox';
import type { OperatorApp } from '../../../src/apps/approval.ts';
import { api } from '../api/client.ts';
import { path } from '../api/path.ts';

export type App = Static<typeof OperatorApp>;
export type Deed = 'approve' | 'refuse' | 'withdraw';

interface DeedWords {
  readonly button: string;
  readonly title: (name: string) => string;
  readonly confirm: (name: string) => string;
  /** What follows. */
  readonly text: string;
  readonly done: (name: string) => string;
  readonly isDangerous: boolean;
}

/** What an operator can decide of an app. */
export const deeds: Readonly<Record<Deed, DeedWords>> = {
  approve: {
    button: 'Approve',
    title: (name) => `Approve ${name}?`,
    confirm: (name) => `Approve ${name}`,
    text: 'Tenants that it names can connect it, whoever they belong to.',
    done: (name) => `${name} is approved.`,
    isDangerous: false,
  },
  refuse: {
    button: 'Refuse',
    title: (name) => `Refuse ${name}?`,
    confirm: (name) => `Refuse ${name}`,
    text: 'Its developers see the reason on the page of the app, and can ask again there. It can be approved later.',
    done: (name) => `${name} is refused.`,
    isDangerous: true,
  },
  withdraw: {
    button: 'Withdraw',
    title: (name) => `Withdraw the approval of ${name}?`,
    confirm: () => 'Withdraw it',
    text: 'Tenants of other organisations no longer see it among the apps to connect.',
    done: (name) => `${name} is no longer approved.`,
    isDangerous: true,
  },
};

/** What its button says. */
export const buttonOf = (deed: Deed, { refusal }: App): string =>
  deed === 'refuse' && refusal?.askedAgainAt === null ? 'Change the reason' : deeds[deed].button;

/** The same, naming what it is done to. */
export function labelOf(deed: Deed, app: App): string {
  const words = buttonOf(deed, app);
  if (deed === 'withdraw') return `${words} the approval of ${app.name}`;
  return app.refusal?.askedAgainAt === null && deed === 'refuse'
    ? `${words} for ${app.name}`
    : `${words} ${app.name}`;
}

export const deedsFor = ({ approved }: App): readonly Deed[] =>
  approved ? ['withdraw'] : ['approve', 'refuse'];

/** `text` is the reason for the developers of what is refused, else a note for operators. */
export function decide(id: string, deed: Deed, text: string): Promise<unknown> {
  return deed === 'refuse'
    ? api.post(path`/api/operator/apps/${id}/refusal`, { body: { reason: text } })
    : api.post(path`/api/operator/apps/${id}/approval`, {
        body: { approved: deed === 'approve', note: text },
      });
}
