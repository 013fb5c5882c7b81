import { Skeleton } from '@mantine/core';
import { useEffect, useState } from 'react';
import classes from './qr-code.module.css';

/** What a reader needs around it, in modules. */
const QUIET_ZONE = 4;

interface Drawn {
  readonly size: number;
  readonly path: string;
}

/**
 * A text as a QR code, drawn here: the text may be a secret. What draws is loaded when it is needed; should that fail, nothing
 * is shown, so there must be another way beside it.
 */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const [drawn, setDrawn] = useState<Drawn | 'failed'>();
  useEffect(() => {
    let isGone = false;
    const draw = async (): Promise<void> => {
      const result = await import('uqr').then(
        ({ encode }) => {
          const { size, data } = encode(text, { ecc: 'M', border: QUIET_ZONE });
          return { size, path: pathOf(data) };
        },
        () => 'failed' as const,
      );
      if (!isGone) setDrawn(result);
    };
    void draw();
    return () => {
      isGone = true;
    };
  }, [text]);
  if (drawn === 'failed') return null;
  if (drawn === undefined) return <Skeleton className={classes['code']} />;
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${drawn.size} ${drawn.size}`}
      className={classes['code']}
    >
      <path d={drawn.path} />
    </svg>
  );
}

/** A square for each dark module. */
function pathOf(rows: readonly (readonly boolean[])[]): string {
  return rows.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
}
