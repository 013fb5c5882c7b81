import { Input } from '@mantine/core';
import { type Ref, useId, useImperativeHandle, useRef } from 'react';
import classes from './json-editor.module.css';
import type { Place } from './json-place.ts';

export interface JsonEditorHandle {
  /** Puts the cursor there, and the place into view. */
  readonly goTo: (place: Place) => void;
}

/** JSON to be typed, with line numbers; `wrong` are the lines that something is wrong with. */
export function JsonEditor({
  label,
  description,
  value,
  onChange,
  error,
  wrong = [],
  onSubmit,
  ref,
}: {
  readonly label: string;
  readonly description?: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly error?: string | undefined;
  readonly wrong?: readonly number[];
  /** Ctrl and Enter, since Enter alone is a new line. */
  readonly onSubmit?: () => void;
  readonly ref?: Ref<JsonEditorHandle>;
}) {
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  useImperativeHandle(ref, () => ({
    goTo: ({ line, column }) => {
      const lines = value.split('\n');
      const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
      const at = before + column - 1;
      const area = field.current;
      if (area === null) return;
      area.focus();
      area.setSelectionRange(at, at);
      area.scrollTop = (area.scrollHeight * Math.max(0, line - 4)) / lines.length;
    },
  }));
  return (
    <Input.Wrapper
      id={id}
      label={label}
      {...(description !== undefined && { description })}
      error={error}
      errorProps={{ mt: 6 }}
      inputWrapperOrder={['label', 'description', 'input', 'error']}
    >
      <div className={classes['frame']} data-broken={error !== undefined || undefined}>
        <div ref={gutter} className={classes['gutter']} aria-hidden>
          {value.split('\n').map((_, index) => (
            <div key={index} data-wrong={wrong.includes(index + 1) || undefined}>
              {index + 1}
            </div>
          ))}
        </div>
        <textarea
          ref={field}
          id={id}
          className={classes['text']}
          value={value}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          wrap="off"
          aria-invalid={error !== undefined}
          {...(error !== undefined && { 'aria-describedby': `${id}-error` })}
          onChange={(event) => onChange(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            onSubmit?.();
          }}
          onScroll={(event) => {
            if (gutter.current !== null) gutter.current.scrollTop = event.currentTarget.scrollTop;
          }}
        />
      </div>
    </Input.Wrapper>
  );
}
