import react from '@vitejs/plugin-react';
import postcssPresetMantine from 'postcss-preset-mantine';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

/** Where `npm start` listens: what `npm run dev:web` does not have itself comes from there. */
const server = 'http://127.0.0.1:3000';

/** The console: one application, whose areas are loaded when somebody goes there (docs/adr/0015-console.md). */
export default defineConfig({
  root: join(import.meta.dirname, 'web/console'),
  cacheDir: join(import.meta.dirname, 'node_modules/.cache/vite'),
  plugins: [react(), compressed()],
  css: { postcss: { plugins: [postcssPresetMantine()] } },
  build: {
    outDir: join(import.meta.dirname, 'dist/web'),
    emptyOutDir: true,
    // Beside /assets/, which is the server's own.
    assetsDir: 'console',
    target: 'es2023',
    manifest: 'manifest.json',
    cssCodeSplit: false,
    // What many pages need is one file: forty small ones for a page waited in turn for the six connections of a browser. What fewer
    // need is none of it, or every page would load it: shared by five instead of eight, it is 7 KB more.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'kit', minShareCount: 8 }] } } },
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: {
      '^/($|(api|assets|demo|docs|errors|events|openapi\\.json|password|password\\.js|scheduler)(/.*)?$)':
        server,
    },
  },
});

/** Writes each file a second and third time, as small as it goes, so that the server need not compress what never changes. */
function compressed(): Plugin {
  let directory = '';
  return {
    name: 'compressed',
    apply: 'build',
    configResolved: (config) => {
      directory = join(config.build.outDir, config.build.assetsDir);
    },
    closeBundle: async () => {
      const names = (await readdir(directory)).filter((name) => /\.(js|css|svg)$/.test(name));
      await Promise.all(names.map((name) => compress(join(directory, name))));
    },
  };
}

async function compress(file: string): Promise<void> {
  const bytes = await readFile(file);
  // Best quality costs ten times the time for 3 % less.
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
  await writeFile(`${file}.br`, await promisify(brotliCompress)(bytes, { params }));
  await writeFile(`${file}.gz`, await promisify(gzip)(bytes, { level: 9 }));
}
