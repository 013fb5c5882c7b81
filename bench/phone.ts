import type { Browser, Page } from 'playwright-core';
import { round } from './statistics.ts';

/** As Chrome's developer tools define a mid-tier phone: fast 4G, and the speed at which a Pixel 5 does the work below. */
const network = { offline: false, latency: 165, downloadThroughput: 1_012_500, uploadThroughput: 168_750 };
const SPEED = 1_000;

export interface Phone {
  /** Of this machine, in the unit in which the phone's is 1,000. */
  readonly speed: number;
  /** How many times slower than this machine the phone is. */
  readonly slowdown: number;
}

/**
 * How much slower than this machine, at this moment, a mid-tier phone is. A fixed factor would be a phone of half the speed whenever
 * others use the same processor.
 */
export async function measurePhone(browser: Browser): Promise<Phone> {
  const page = await browser.newPage();
  try {
    await page.evaluate(speedOfMachine);
    const speed = (await page.evaluate(speedOfMachine)) as number;
    return { speed: round(speed, 0), slowdown: round(Math.max(1, speed / SPEED), 2) };
  } finally {
    await page.close();
  }
}

/** Makes a page's network and processor those of the phone; returns the session that holds them so. */
export async function becomePhone(page: Page, { slowdown }: Phone) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', network);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  return devtools;
}

// The two kinds of work by which Lighthouse tells devices apart, each for half a second: strings of 10,000 characters that are put together
// one by one, and copies of an array of 100,000 numbers; tens of them in a second. As a text: it runs in the page.
const speedOfMachine = `(() => {
  const tensPerSecond = (work) => {
    const startedAt = performance.now();
    let times = 0;
    while (performance.now() - startedAt < 500) for (let left = 10; left > 0; left--) work(times++);
    return times / 10 / ((performance.now() - startedAt) / 1000);
  };
  const join = () => {
    let text = '';
    for (let length = 0; length < 10_000; length++) text += 'a';
    if (text.length === 1) throw new Error('so that it is not optimised away');
  };
  const arrays = [Array.from({ length: 100_000 }, (_, index) => index), Array.from({ length: 100_000 }, (_, index) => index)];
  const copy = (turn) => {
    const [from, to] = [arrays[turn % 2], arrays[(turn + 1) % 2]];
    for (let index = 0; index < from.length; index++) to[index] = from[index];
  };
  return (tensPerSecond(join) + tensPerSecond(copy)) / 2;
})()`;
