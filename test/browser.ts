import { expect } from 'vitest';
import type { Server } from '../src/http/server.ts';
import type { Environment } from '../src/people/principal.ts';

type Answer = Awaited<ReturnType<Server['inject']>>;

/** A browser on a page of ours: keeps the cookies that are set, and says where its requests come from. */
export class Browser {
  readonly #app: Server;
  cookies = new Map<string, string>();

  constructor(app: Server) {
    this.#app = app;
  }

  get(url: string): Promise<Answer> {
    return this.#send('GET', url, undefined);
  }

  post(url: string, payload?: object): Promise<Answer> {
    return this.#send('POST', url, payload);
  }

  patch(url: string, payload: object): Promise<Answer> {
    return this.#send('PATCH', url, payload);
  }

  delete(url: string): Promise<Answer> {
    return this.#send('DELETE', url, undefined);
  }

  async signIn(email: string, password: string, environment: Environment = 'production'): Promise<void> {
    const answer = await this.post('/api/people/sign-in', { email, password, environment });
    expect([answer.statusCode, answer.json()]).toEqual([200, { status: 'signed_in' }]);
  }

  async #send(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload: object | undefined) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await this.#app.inject({
      method,
      url,
      headers: {
        ...(cookie === '' ? {} : { cookie }),
        ...(method === 'GET' ? {} : { origin: 'https://fieldhook.test' }),
      },
      ...(payload === undefined ? {} : { payload }),
    });
    const kept = new Map(this.cookies);
    for (const set of [answer.headers['set-cookie'] ?? []].flat()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (/max-age=0/i.test(set) || value === '') kept.delete(name);
      else kept.set(name, value);
    }
    this.cookies = kept;
    return answer;
  }
}
