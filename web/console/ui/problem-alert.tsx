import { Alert, Button, List, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { ApiProblem, NetworkFailure } from '../api/problem.ts';
import { Countdown } from './countdown.tsx';
import { sentenceOf } from './explain.ts';

/** What went wrong and what to do about it; nothing when `error` is null. */
export function ProblemAlert({
  error,
  title,
  onRetry,
  hiddenFields = [],
}: {
  readonly error: unknown;
  /** What was tried: "The app was not created". */
  readonly title?: string;
  readonly onRetry?: () => void;
  /** Fields whose errors stand beside the fields themselves. */
  readonly hiddenFields?: readonly string[];
}) {
  if (error === null || error === undefined) return null;
  const problem = error instanceof ApiProblem ? error : undefined;
  const heading = title ?? (problem === undefined ? titleOf(error) : problem.title);
  return (
    <Alert
      role="alert"
      color="red"
      variant="light"
      icon={<IconAlertTriangle aria-hidden />}
      title={heading}
      styles={{
        title: { color: 'var(--bad)' },
        icon: { color: 'var(--bad)' },
        root: { background: 'var(--bad-soft)' },
      }}
    >
      {title !== undefined || problem === undefined ? (
        <Text size="sm">{problem === undefined ? adviceOf(error) : problem.title}</Text>
      ) : null}
      {problem === undefined ? null : <Details problem={problem} hiddenFields={hiddenFields} />}
      {onRetry === undefined ? null : (
        <Button mt="sm" size="xs" variant="default" onClick={onRetry}>
          Try again
        </Button>
      )}
    </Alert>
  );
}

function Details({
  problem,
  hiddenFields,
}: {
  readonly problem: ApiProblem;
  readonly hiddenFields: readonly string[];
}) {
  const { errors, retryAfterSeconds, status, traceId } = problem;
  const sentences = Object.entries(errors)
    .filter(([field]) => !hiddenFields.includes(field))
    .flatMap(([field, texts]) => texts.map((text) => sentenceOf(field, text)));
  return (
    <>
      {sentences.length === 0 ? null : (
        <List size="sm" mt={4} spacing={2}>
          {sentences.map((sentence) => (
            <List.Item key={sentence}>{sentence}</List.Item>
          ))}
        </List>
      )}
      {retryAfterSeconds === undefined ? null : (
        <Text size="sm">
          You can try again in <Countdown seconds={retryAfterSeconds} key={traceId} />.
        </Text>
      )}
      {status < 500 || traceId === undefined ? null : (
        <Text size="sm">
          If you ask for help, name the trace id <code>{traceId}</code>.
        </Text>
      )}
    </>
  );
}

const titleOf = (error: unknown): string =>
  error instanceof NetworkFailure ? 'The server could not be reached.' : 'Something went wrong in this page.';

const adviceOf = (error: unknown): string =>
  error instanceof NetworkFailure
    ? 'Look whether you are online, then try again.'
    : 'The fault is ours. Try again; if it stays, reload the page.';
