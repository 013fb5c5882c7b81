import { Text } from '@mantine/core';
import { IconVersions } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { AppDetail } from '../../../../src/connections/schema.ts';
import { diffOf, isEmptyDiff } from '../../connections/diff-of.ts';
import { VersionDiff } from '../../connections/version-diff.tsx';
import { Notice } from '../../ui/notice.tsx';
import { namesOf } from './names-of.ts';

/** The developer made another version while one was reading: what has changed since, to look at before one decides. */
export function SupersededAlert({
  app,
  seen,
}: {
  readonly app: AppDetail;
  readonly seen: AppDetail['newest'];
}) {
  const box = useRef<HTMLDivElement>(null);
  const { version } = app.newest;
  // The button that was pressed may be far below.
  useEffect(() => box.current?.scrollIntoView({ block: 'center' }), [version]);
  const diff = diffOf(seen, app.newest);
  return (
    <Notice
      ref={box}
      kind="warn"
      role="alert"
      mb="md"
      icon={IconVersions}
      title={`Version ${version} came out while you were reading`}
    >
      <Text size="sm" mb="xs">
        Nothing was decided.{' '}
        {isEmptyDiff(diff)
          ? `It asks for the same as version ${seen.version}.`
          : `This has changed since version ${seen.version}; below you see version ${version}.`}
      </Text>
      {isEmptyDiff(diff) ? null : <VersionDiff diff={diff} nameOf={namesOf(app)} />}
    </Notice>
  );
}
