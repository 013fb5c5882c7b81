/** Where something stands in a text, both counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export type CheckedJson =
  | {
      readonly kind: 'json';
      readonly value: unknown;
      /** Where a member begins, by its path: `session.customer.email`. */
      readonly placeOf: (path: string) => Place | undefined;
    }
  | { readonly kind: 'broken'; readonly at: Place; readonly problem: string };

class Broken extends Error {
  readonly offset: number;

  constructor(offset: number, problem: string) {
    super(problem);
    this.offset = offset;
  }
}

const MOST_DEPTH = 200;
const NUMBER = /-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
/** Any character but quotes, backslashes and those below the space. */
const STRING = /"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const WORD = /true|false|null/y;

/** Reads JSON, and says where it is broken: browsers say it differently, and often not at all. Pure. */
export function checkJson(text: string): CheckedJson {
  const offsets = new Map<string, number>();
  try {
    const end = new Reader(text, offsets).readWhole();
    if (end < text.length) throw new Broken(end, 'Nothing may follow the end.');
  } catch (err) {
    if (!(err instanceof Broken)) throw err;
    return { kind: 'broken', at: placeOf(text, err.offset), problem: err.message };
  }
  return {
    kind: 'json',
    value: JSON.parse(text),
    placeOf: (path) => {
      const offset = offsets.get(path);
      return offset === undefined ? undefined : placeOf(text, offset);
    },
  };
}

function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return { line, column: offset - before.lastIndexOf('\n') };
}

class Reader {
  #at = 0;
  readonly #text: string;
  readonly #offsets: Map<string, number>;

  constructor(text: string, offsets: Map<string, number>) {
    this.#text = text;
    this.#offsets = offsets;
  }

  readWhole(): number {
    this.#skipSpace();
    this.#readValue('', 0);
    this.#skipSpace();
    return this.#at;
  }

  #readValue(path: string, depth: number): void {
    if (depth > MOST_DEPTH) throw new Broken(this.#at, 'It is nested too deeply.');
    if (!this.#offsets.has(path)) this.#offsets.set(path, this.#at);
    switch (this.#text[this.#at]) {
      case '{':
        return this.#readMembers(path, depth);
      case '[':
        return this.#readItems(path, depth);
      case '"':
        this.#readString();
        return undefined;
      default:
        return this.#readWord();
    }
  }

  #readMembers(path: string, depth: number): void {
    this.#at += 1;
    this.#skipSpace();
    if (this.#take('}')) return;
    for (;;) {
      const at = this.#at;
      if (this.#text[at] !== '"') throw new Broken(at, this.#expected('a name in double quotes'));
      const name = JSON.parse(this.#readString()) as string;
      const inner = path === '' ? name : `${path}.${name}`;
      // The name, and not its value: that is what one looks for.
      this.#offsets.set(inner, at);
      this.#skipSpace();
      if (!this.#take(':')) throw new Broken(this.#at, this.#expected(`a colon after "${name}"`));
      this.#skipSpace();
      this.#readValue(inner, depth + 1);
      if (this.#isEnd('}')) return;
    }
  }

  #readItems(path: string, depth: number): void {
    this.#at += 1;
    this.#skipSpace();
    if (this.#take(']')) return;
    for (let index = 0; ; index += 1) {
      this.#readValue(path === '' ? String(index) : `${path}.${index}`, depth + 1);
      if (this.#isEnd(']')) return;
    }
  }

  /** After a member or an item: whether that was the last one. */
  #isEnd(close: '}' | ']'): boolean {
    this.#skipSpace();
    if (this.#take(close)) return true;
    const at = this.#at;
    if (!this.#take(',')) throw new Broken(at, this.#expected(`a comma or ${close}`));
    this.#skipSpace();
    if (this.#text[this.#at] === close) throw new Broken(at, `Remove the comma before ${close}.`);
    return false;
  }

  #readString(): string {
    STRING.lastIndex = this.#at;
    const found = STRING.exec(this.#text)?.[0];
    if (found === undefined)
      throw new Broken(this.#at, 'This text has no end, a line break, or a \\ that means nothing.');
    this.#at += found.length;
    return found;
  }

  #readWord(): void {
    for (const pattern of [WORD, NUMBER]) {
      pattern.lastIndex = this.#at;
      const found = pattern.exec(this.#text)?.[0];
      if (found !== undefined && !/[\w.+-]/.test(this.#text[this.#at + found.length] ?? '')) {
        this.#at += found.length;
        return;
      }
    }
    throw new Broken(
      this.#at,
      this.#expected('a value: text in double quotes, a number, true, false, null, { or ['),
    );
  }

  #expected(what: string): string {
    const found = this.#text[this.#at];
    return `Here has to be ${what}${found === undefined ? ', but the text ends' : ''}.`;
  }

  #skipSpace(): void {
    while (/[ \t\n\r]/.test(this.#text[this.#at] ?? '')) this.#at += 1;
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }
}
