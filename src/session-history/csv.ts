/** What a cell may hold; null is empty. */
export type Cell = string | number | boolean | null;

/**
 * A row of CSV (RFC 4180). Spreadsheets run a cell that begins with one of these as a formula, quoted or not (OWASP, CSV
 * Injection), and what visitors type ends up here: an apostrophe before it makes it text. So an E.164 number shows as `'+1310…`.
 */
export const toRow = (cells: readonly Cell[]): string => `${cells.map(toCell).join(',')}\r\n`;

function toCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const harmless = /^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell;
  return `"${harmless.replaceAll('"', '""')}"`;
}

/** Without it Excel reads UTF-8 as an old code page. */
export const BYTE_ORDER_MARK = '\uFEFF';
