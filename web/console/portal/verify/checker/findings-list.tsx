import { StateBadge } from '../../../ui/state-badge.tsx';
import type { Finding } from './check-signature.ts';
import classes from './check-page.module.css';

/** What the check found, one thing a line. */
export function FindingsList({ findings }: { readonly findings: readonly Finding[] }) {
  return (
    <ul className={classes['findings']}>
      {findings.map(({ about, kind, word, text }) => (
        <li key={about}>
          <span className={classes['about']}>
            <code>{about}</code>
            <StateBadge kind={kind}>{word}</StateBadge>
          </span>
          {text}
        </li>
      ))}
    </ul>
  );
}
