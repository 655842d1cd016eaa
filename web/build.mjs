// Builds dist/: styles, scripts, fonts and drawings. script/assets calls it when something changed.

import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

import { band, drum, mark } from './drum.mjs';
import { css as palette } from './palette.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const drawings = { 'mark.svg': mark(), 'drum.svg': drum(), 'band.svg': band() };

/** `@import "palette"` and `url(drawn:drum.svg)`: what is computed here rather than written in a file. */
const computed = {
  name: 'computed',
  setup(on) {
    on.onResolve({ filter: /^palette$/ }, () => ({ path: 'palette', namespace: 'computed' }));
    on.onLoad({ filter: /.*/, namespace: 'computed' }, () => ({ contents: palette(), loader: 'css' }));
    on.onResolve({ filter: /^drawn:/ }, ({ path }) => ({ path: `./${path.slice('drawn:'.length)}`, external: true }));
  },
};

await rm(here('dist'), { recursive: true, force: true });
await mkdir(here('dist'));
for (const [name, svg] of Object.entries(drawings)) {
  await writeFile(here(`dist/${name}`), svg.replaceAll('\n', ''));
}
await build({
  entryPoints: [here('src/app.ts'), here('src/app.css')],
  outdir: here('dist'),
  bundle: true,
  minify: true,
  legalComments: 'none',
  format: 'iife',
  target: ['chrome90', 'firefox90', 'safari14.1'],
  loader: { '.woff2': 'file' },
  assetNames: 'fonts/[name]',
  plugins: [computed],
  logLevel: 'warning',
});
// The licence of the letters goes with them.
await copyFile(here('node_modules/@fontsource/be-vietnam-pro/LICENSE'), here('dist/fonts/OFL.txt'));
