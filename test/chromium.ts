import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createBrotliDecompress } from 'node:zlib';
import { type Browser, chromium as playwright } from 'playwright-core';

const run = promisify(execFile);
const require = createRequire(import.meta.url);

let launched: Promise<Browser> | undefined;

/**
 * One Chromium for the whole worker: that of `BROWSER_PATH`, or the one inside an npm package, which needs nothing of the
 * machine. It ends with the worker's process.
 */
export function chromium(): Promise<Browser> {
  launched ??= launch();
  return launched;
}

async function launch(): Promise<Browser> {
  const given = process.env['BROWSER_PATH'];
  const { program, libraries } = given ? { program: given, libraries: [] } : await unpack();
  const environment = { ...process.env, ...withLibraries(libraries) };
  return playwright.launch({
    executablePath: program,
    // The tests' own pages are all that it ever sees, and root has no sandbox.
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none'],
    env: Object.fromEntries(
      Object.entries(environment).filter((pair): pair is [string, string] => pair[1] !== undefined),
    ),
  });
}

function withLibraries(libraries: readonly string[]): Record<string, string> {
  const path = [...libraries, process.env['LD_LIBRARY_PATH'] ?? ''].filter((part) => part !== '').join(':');
  return path === '' ? {} : { LD_LIBRARY_PATH: path };
}

/** Unpacks it once for this machine and user; whoever comes first wins, and a half-unpacked one is never seen. */
async function unpack(): Promise<{ program: string; libraries: string[] }> {
  const source = join(dirname(require.resolve('@sparticuz/chromium')), '../..');
  const { version } = require(join(source, 'package.json')) as { version: string };
  const directory = join(tmpdir(), `fieldhook-chromium-${version}-${process.getuid?.() ?? 0}`);
  if (!(await isThere(directory))) {
    const draft = await mkdtemp(`${directory}-`);
    await decompress(join(source, 'bin/chromium.br'), join(draft, 'chromium'));
    await untar(join(source, 'bin/al2023.tar.br'), draft);
    await untar(join(source, 'bin/fonts.tar.br'), draft);
    await rename(draft, directory).catch(() => rm(draft, { recursive: true, force: true }));
  }
  const program = join(directory, 'chromium');
  // Its own libraries only where the machine lacks some: those of another system may not fit the rest.
  const lacks = await lacksLibraries(program);
  return { program, libraries: lacks ? [join(directory, 'lib')] : [] };
}

const isThere = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );

async function decompress(from: string, to: string): Promise<void> {
  await pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to, { mode: 0o700 }));
}

async function untar(from: string, directory: string): Promise<void> {
  const archive = join(directory, 'archive.tar');
  await mkdir(directory, { recursive: true });
  await decompress(from, archive);
  await run('tar', ['-xf', archive, '-C', directory]);
  await rm(archive);
}

async function lacksLibraries(program: string): Promise<boolean> {
  const { stdout } = await run('ldd', [program]).catch(() => ({ stdout: 'not found' }));
  return stdout.includes('not found');
}
