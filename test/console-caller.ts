import { expect } from 'vitest';
import type { TestPerson } from './people.ts';
import { type Json, newAppBody } from './portal.ts';

/** Calls the server of a `ConsoleWorld` as somebody, for what a browser test only needs to be there. */
export class ConsoleCaller {
  readonly #baseUrl: string;
  readonly #cookie: string;

  constructor(baseUrl: string, { headers }: TestPerson) {
    this.#baseUrl = baseUrl;
    // The name that a server behind https gives it; this one is reached by http.
    this.#cookie = headers.cookie.replace(/^__Secure-/, '');
  }

  get(path: string): Promise<CallerAnswer> {
    return this.#call('GET', path);
  }

  /** Based on what is there now; a part has the tag of the whole. */
  async patch(path: string, body: Json, tagged = path): Promise<CallerAnswer> {
    const { etag } = await this.get(tagged);
    return this.#call('PATCH', path, body, etag);
  }

  async createApp(given: Json = {}): Promise<string> {
    const events = [
      { eventType: 'tn.sp.session-completed', deliveryUrl: 'https://hooks.developer.example/' },
    ];
    const { status, body } = await this.#call('POST', '/api/portal/apps', {
      ...newAppBody,
      events,
      ...given,
    });
    expect([status, body]).toEqual([201, expect.anything()]);
    return String(body['id']);
  }

  async #call(method: string, path: string, body?: Json, etag?: string): Promise<CallerAnswer> {
    const answer = await fetch(this.#baseUrl + path, {
      method,
      headers: {
        cookie: this.#cookie,
        origin: this.#baseUrl,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(etag !== undefined && { 'if-match': etag }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return {
      status: answer.status,
      etag: answer.headers.get('etag') ?? undefined,
      body: (await answer.json()) as Json,
    };
  }
}

interface CallerAnswer {
  readonly status: number;
  readonly etag: string | undefined;
  readonly body: Json;
}
