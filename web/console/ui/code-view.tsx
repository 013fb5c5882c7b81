import classes from './code-view.module.css';
import { CopyButton } from './copy-button.tsx';

/** Code or a body as it is, which scrolls inside and can be copied. */
export function CodeView({
  code,
  label,
  maxHeight = 360,
  copied = code,
  isProse = false,
}: {
  readonly code: string;
  /** What it is: "Body", "Example in Python". */
  readonly label: string;
  readonly maxHeight?: number;
  /** What is copied, where it is not what is shown. */
  readonly copied?: string;
  /** Sentences, which are broken where a line ends. */
  readonly isProse?: boolean;
}) {
  return (
    <figure className={classes['figure']} aria-label={label}>
      <figcaption className={classes['caption']}>
        {label}
        <CopyButton value={copied} what={label} />
      </figcaption>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must get there */}
      <pre className={classes['code']} data-prose={isProse || undefined} tabIndex={0} style={{ maxHeight }}>
        <code>{code}</code>
      </pre>
    </figure>
  );
}

/** A JSON value, or the text of one, set out in lines; a text is copied as it is, byte for byte. */
export function JsonView({ value, label, maxHeight }: JsonViewProps) {
  return (
    <CodeView
      code={setOut(value)}
      label={label}
      {...(typeof value === 'string' && { copied: value })}
      {...(maxHeight !== undefined && { maxHeight })}
    />
  );
}

interface JsonViewProps {
  readonly value: unknown;
  readonly label: string;
  readonly maxHeight?: number;
}

/** Text that is no JSON stays as it is. */
function setOut(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value, undefined, 2) ?? '';
  try {
    return JSON.stringify(JSON.parse(value), undefined, 2);
  } catch {
    return value;
  }
}
