/** One message of a text/event-stream. */
export interface StreamMessage {
  /** `message` unless the stream says otherwise. */
  readonly event: string;
  readonly data: string;
  /** The last id that the stream gave, with this message or before it. */
  readonly lastEventId: string;
}

export interface StreamReader {
  /** Takes what has arrived, cut anywhere; returns the messages that are complete. */
  push(chunk: Uint8Array): StreamMessage[];
  /** Where to go on, also when no message came with it. */
  readonly lastEventId: string;
}

/** Far above the largest message that is sent; a stream of something else must not fill the memory. */
const LONGEST_MESSAGE = 4 * 1024 * 1024;

/** Reads text/event-stream as the WHATWG specifies it, but for `retry`: who reconnects here knows better. */
export function createStreamReader(firstId = ''): StreamReader {
  // Swallows the byte order mark and puts U+FFFD for what is not UTF-8, as specified.
  const decoder = new TextDecoder();
  let text = '';
  let endedWithCr = false;
  let [event, data, id, lastEventId]: [string, string[], string, string] = ['', [], firstId, firstId];

  const dispatch = (): StreamMessage | undefined => {
    lastEventId = id;
    const message =
      data.length === 0 ? undefined : { event: event || 'message', data: data.join('\n'), lastEventId };
    [event, data] = ['', []];
    return message;
  };
  const takeField = (line: string): void => {
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'event') event = value;
    else if (name === 'data') data.push(value);
    else if (name === 'id' && !value.includes('\0')) id = value;
  };
  return {
    get lastEventId() {
      return lastEventId;
    },
    push: (chunk) => {
      let arrived = decoder.decode(chunk, { stream: true });
      // A line feed that belongs to the carriage return at the end of the chunk before.
      if (endedWithCr && arrived.startsWith('\n')) arrived = arrived.slice(1);
      if (arrived !== '') endedWithCr = arrived.endsWith('\r');
      const lines = (text + arrived).split(/\r\n|\n|\r/);
      text = lines.pop() ?? '';
      const messages: StreamMessage[] = [];
      for (const line of lines) {
        if (line !== '') takeField(line);
        else {
          const message = dispatch();
          if (message !== undefined) messages.push(message);
        }
      }
      const waiting = data.reduce((sum, line) => sum + line.length, text.length);
      if (waiting > LONGEST_MESSAGE) throw new Error('the stream holds a message that is too long');
      return messages;
    },
  };
}
