import {
  IconBrowser,
  IconEraser,
  IconGavel,
  IconHeadset,
  IconHourglass,
  type TablerIcon,
  IconUser,
} from '@tabler/icons-react';
import { VisuallyHidden } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { SessionDetail } from '../../../../src/session-history/schema.ts';
import { Countdown } from '../../ui/countdown.tsx';
import { Instant } from '../../ui/instant.tsx';
import { explainEntry, type Told } from './explain-entry.ts';
import classes from './session-timeline.module.css';

const marks: Readonly<Record<Told['by'], { readonly icon: TablerIcon; readonly who: string }>> = {
  visitor: { icon: IconUser, who: 'The visitor' },
  browser: { icon: IconBrowser, who: 'The browser' },
  decision: { icon: IconGavel, who: 'Decision' },
  office: { icon: IconHeadset, who: 'The office' },
  erasure: { icon: IconEraser, who: 'Erasure' },
};

/** What happened in a session and what was decided about it, in order, in plain words. */
export function SessionTimeline({
  detail: { timeline, dueAt },
}: {
  readonly detail: Pick<SessionDetail, 'timeline' | 'dueAt'>;
}) {
  return (
    <ol className={classes['list']} aria-label="Timeline">
      {timeline.map((entry, index) => {
        const told = explainEntry(entry);
        const { icon, who } = marks[told.by];
        return (
          <Entry
            key={index}
            kind={told.kind}
            icon={icon}
            who={who}
            title={told.title}
            text={told.text}
            at={<Instant at={entry.at} withSeconds />}
          />
        );
      })}
      {dueAt === null ? null : <Due at={dueAt} key={dueAt} />}
    </ol>
  );
}

function Due({ at }: { readonly at: string }) {
  const [isOver, setOver] = useState(() => Date.parse(at) <= Date.now());
  return (
    <Entry
      kind="busy"
      icon={IconHourglass}
      who="To come"
      title={isOver ? 'It is being decided' : 'Counts as abandoned, unless something is heard before'}
      text={
        isOver ? undefined : (
          <>
            in <Countdown until={at} onEnd={() => setOver(true)} />
          </>
        )
      }
      at={<Instant at={at} withSeconds />}
    />
  );
}

function Entry({
  kind,
  icon: Icon,
  who,
  title,
  text,
  at,
}: {
  readonly kind: string;
  readonly icon: TablerIcon;
  readonly who: string;
  readonly title: string;
  readonly text: ReactNode;
  readonly at: ReactNode;
}) {
  return (
    <li className={classes['entry']}>
      <span className={classes['mark']} data-kind={kind}>
        <Icon size={15} stroke={1.8} aria-hidden />
        <VisuallyHidden>{who}: </VisuallyHidden>
      </span>
      <div className={classes['words']}>
        <div className={classes['title']}>{title}</div>
        {text === undefined ? null : <div className={classes['text']}>{text}</div>}
      </div>
      <div className={classes['at']}>{at}</div>
    </li>
  );
}
