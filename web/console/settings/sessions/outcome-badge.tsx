import { IconEraser, IconRobot, IconTestPipe } from '@tabler/icons-react';
import type { SessionLine } from '../../../../src/session-history/schema.ts';
import { StateBadge, type StateKind } from '../../ui/state-badge.tsx';

type Outcome = Pick<SessionLine, 'sessionOutcome' | 'qualified' | 'erasedAt'> & {
  /** Of a router session that was sent on: it is never decided. */
  readonly isSentOn?: boolean;
};

export function outcomeOf({ sessionOutcome, qualified, erasedAt, isSentOn }: Outcome): {
  readonly kind: StateKind;
  readonly word: string;
} {
  switch (sessionOutcome) {
    case 'booked':
      return { kind: 'good', word: 'Booked' };
    case 'completed':
      return { kind: 'good', word: 'Completed' };
    case 'abandoned':
      return qualified === true
        ? { kind: 'warn', word: 'Abandoned, qualified' }
        : { kind: 'quiet', word: 'Abandoned' };
    case null:
      if (isSentOn === true) return { kind: 'quiet', word: 'Sent on' };
      return erasedAt === null ? { kind: 'busy', word: 'Open' } : { kind: 'quiet', word: 'Ended' };
  }
}

/** What came of a session. */
export function OutcomeBadge(outcome: Outcome) {
  const { kind, word } = outcomeOf(outcome);
  return <StateBadge kind={kind}>{word}</StateBadge>;
}

/** What is special about a session: it is not counted, or what it told is gone. */
export function SessionMarks({
  isBot,
  isTest,
  erasedAt,
}: Pick<SessionLine, 'isBot' | 'isTest' | 'erasedAt'>) {
  return (
    <>
      {isBot ? (
        <StateBadge kind="quiet" icon={IconRobot}>
          Bot
        </StateBadge>
      ) : null}
      {isTest ? (
        <StateBadge kind="quiet" icon={IconTestPipe}>
          Test
        </StateBadge>
      ) : null}
      {erasedAt === null ? null : (
        <StateBadge kind="quiet" icon={IconEraser}>
          Erased
        </StateBadge>
      )}
    </>
  );
}
