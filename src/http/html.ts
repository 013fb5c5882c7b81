/** Markup that is already safe; what `html` makes. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function toText(value: unknown): string {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(toText).join('');
  return String(value).replace(/[&<>"']/g, (character) => escapes[character] ?? character);
}

/** A template whose values are escaped, except other templates. */
export function html(
  parts: TemplateStringsArray,
  ...values: (string | number | Html | readonly Html[])[]
): Html {
  return new Html(parts.reduce((text, part, index) => text + toText(values[index - 1]) + part));
}

/** A whole page in the one plain style of the pages that the server itself makes. */
export function page(title: string, main: Html, options: { script?: string } = {}): string {
  const script =
    options.script === undefined ? html`` : html`<script src="${options.script}" defer></script>`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · fieldhook</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/pages.css" />
        ${script}
      </head>
      <body>
        <header><a href="/">fieldhook</a></header>
        <main>${main}</main>
      </body>
    </html> `.text;
}
