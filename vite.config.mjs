// Builds the console's web app (src/console/web) into dist/console-web, which the server serves under /console/.
import { defineConfig } from 'vite';

export default defineConfig({
  root: 'src/console/web',
  base: '/console/',
  build: {
    outDir: '../../../dist/console-web',
    emptyOutDir: true,
    target: 'es2023',
    // Fonts and pictures stay files of their own.
    assetsInlineLimit: 0,
    // What the console's Content-Security-Policy allows needs no polyfill, and an inline one it would not allow.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      // Packages say `use client` for frameworks that also render on a server.
      checks: { moduleLevelDirective: false },
    },
  },
});
