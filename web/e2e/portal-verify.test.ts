import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { expectAccessible, expectNoSidewaysScroll, useConsole } from '../../test/console-browser.ts';
import { signIn, type TestPerson } from '../../test/people.ts';
import { createOrganisation } from '../../test/portal.ts';
import { readSigningKey, sign } from '../../src/deliveries/signing/signature.ts';
import { checkSignature } from '../console/portal/verify/checker/check-signature.ts';
import { parseHeaders } from '../console/portal/verify/checker/parse-headers.ts';

const world = useConsole();
let developer: TestPerson;

beforeAll(async () => {
  const { db } = world.current;
  developer = await signIn(db, { organisationIds: [await createOrganisation(db)] });
});

const at = new Date('2026-07-14T15:00:00Z');
const body = '{"name":"Zoë","n":1}';
const key = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const raw = 'plain characters, as they stand!!';
const signedBy = (...keys: string[]) =>
  sign({ deliveryId: 'id-1', at, body: Buffer.from(body) }, keys.map(readSigningKey));

describe('a signature of our own signer', () => {
  const words = async (given: { headers?: object; body?: string; key?: string }, now = at) =>
    (await checkSignature({ headers: signedBy(key), body, key, ...given } as never, now)).map(
      ({ word }) => word,
    );

  test('is verified by its key, in either reading, and during a rotation', async () => {
    expect(await words({})).toEqual(['Verified', 'In time', 'Verified']);
    expect(await words({ headers: signedBy(raw), key: raw })).toEqual(['Verified', 'In time', 'Verified']);
    // The hex header stays with the old key.
    expect(await words({ headers: signedBy(key, raw) })).toEqual(['Verified', 'In time', 'Not verified']);
  });

  test('is refused with what is probably wrong', async () => {
    expect(await words({ key: raw })).toEqual(['Not verified', 'In time', 'Not verified']);
    expect((await words({ body: `${body}\n` }))[0]).toBe('Body changed');
    expect((await words({ body: JSON.stringify(JSON.parse(body), undefined, 2) }))[0]).toBe('Body changed');
    expect((await words({ body: body.replace('1', '2') }))[0]).toBe('Not verified');
    expect((await words({ key: `${key} ` }))[0]).toBe('Key has spaces');
    const { standard: _, text } = readSigningKey(key);
    const asCharacters = sign({ deliveryId: 'id-1', at, body: Buffer.from(body) }, [
      { standard: text, text },
    ]);
    expect((await words({ headers: asCharacters }))[0]).toBe('Key read wrongly');
    expect((await words({}, new Date(at.getTime() + 301_000)))[1]).toBe('Too old by now');
    expect((await words({}, new Date(at.getTime() - 301_000)))[1]).toBe('Clock is off');
    expect(await words({ headers: {} })).toEqual(['Missing', 'Missing']);
  });

  test('is read from lines, a curl command and JSON', () => {
    const wanted = { 'webhook-id': 'a', 'webhook-signature': 'v1,b= v1,c=' };
    expect(parseHeaders('Webhook-Id: a\r\nwebhook-signature:v1,b= v1,c=\nno header')).toEqual(wanted);
    expect(parseHeaders(`-H 'webhook-id: a' \\\n  -H "webhook-signature: v1,b= v1,c="`)).toEqual(wanted);
    expect(parseHeaders('{"Webhook-Id":"a","webhook-signature":["v1,b=","v1,c="]}')).toEqual(wanted);
  });
});

test('a developer copies the function of their language, and checks a signature that does not verify', async () => {
  await using visit = await world.current.open({ as: developer.headers });
  const { page } = visit;
  await visit.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await visit.goTo('/portal/verify');
  await page.getByText('Tested', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Ruby' }).click();
  await page.getByText('Not tested here').waitFor();
  await page.getByRole('button', { name: 'Copy ruby.rb' }).click();
  await page.getByText('Copied', { exact: true }).first().waitFor();
  const file = readFileSync(join(import.meta.dirname, '../snippets/ruby.rb'), 'utf8');
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(file.trimEnd());
  await expectAccessible(page);
  // The language that was looked at last.
  await visit.goTo('/portal/verify');
  await page.getByRole('heading', { name: 'In Ruby' }).waitFor();

  await page.getByRole('link', { name: 'Check a signature' }).click();
  await page.getByRole('button', { name: 'Fill in an example' }).click();
  const says = page.getByRole('status').filter({ hasText: 'webhook-signature' });
  await says.getByText('In time').waitFor();
  expect(await says.getByText('Verified', { exact: true }).count()).toBe(2);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const shown = page.getByRole('textbox', { name: 'Body' });
  await shown.fill(JSON.stringify(JSON.parse(await shown.inputValue()), undefined, 2));
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await says.getByText('Body changed').waitFor();
  expect(asked).toEqual([]);
  await expectAccessible(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.reload();
  await page.getByRole('button', { name: 'Fill in an example' }).click();
  await says.getByText('In time').waitFor();
  await expectNoSidewaysScroll(page);
  await visit.goTo('/portal/verify/java');
  await expectNoSidewaysScroll(page);
  await visit.goTo('/portal/verify/cobol');
  await page.getByText('There is nothing here').waitFor();
});
