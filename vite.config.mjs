// Builds the console's web app (src/console/web) into dist/console-web, which the server serves under /console/. During development
// Vite serves it instead (scripts/console-dev.mjs).
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { defineConfig } from 'vite';

const TEXT = /\.(?:js|css|svg|json)$/;
const LEAST = 1_024;
// The highest quality would take half a minute longer.
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };

/** Writes each file besides as it is sent, so that nothing is compressed with every request. index.html is filled in with each answer. */
const compressed = {
  name: 'compressed',
  apply: 'build',
  async writeBundle({ dir }, bundle) {
    const files = Object.keys(bundle).filter((name) => TEXT.test(name));
    await Promise.all(
      files.map(async (name) => {
        const bytes = await readFile(join(dir, name));
        if (bytes.length < LEAST) return;
        await writeFile(join(dir, `${name}.br`), await promisify(brotliCompress)(bytes, BROTLI));
        await writeFile(join(dir, `${name}.gz`), await promisify(gzip)(bytes, { level: 9 }));
      }),
    );
  },
};

const build = {
  root: 'src/console/web',
  base: '/console/',
  plugins: [compressed],
  build: {
    outDir: '../../../dist/console-web',
    emptyOutDir: true,
    target: 'es2023',
    // Fonts and pictures stay files of their own.
    assetsInlineLimit: 0,
    // Browsers that the console supports need no polyfill, and its Content-Security-Policy forbids an inline one.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      // Packages say `use client` for frameworks that also render on a server.
      checks: { moduleLevelDirective: false },
    },
  },
};

export default defineConfig(async ({ command }) => {
  if (command === 'build') return build;
  const { development } = await import('./scripts/console-dev.mjs');
  return { ...build, ...(await development()) };
});
