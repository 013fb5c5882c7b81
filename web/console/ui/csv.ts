type Cell = string | number | null;

/**
 * A table as CSV (RFC 4180), as the server writes its own: spreadsheets run text that begins with one of these characters as a
 * formula, so an apostrophe makes it text; and without the byte order mark Excel reads UTF-8 as an old code page.
 */
export function toCsv(rows: readonly (readonly Cell[])[]): string {
  return `\uFEFF${rows.map((cells) => `${cells.map(toText).join(',')}\r\n`).join('')}`;
}

function toText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const harmless = /^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell;
  return `"${harmless.replaceAll('"', '""')}"`;
}

/** Hands a file that was made in the browser to its owner. */
export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
