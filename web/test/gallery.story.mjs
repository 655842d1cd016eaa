// The components, looked at in every way, in both themes.

import { createServer } from 'node:http';
import { readFile, readdir } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';
import assert from 'node:assert/strict';
import { after } from 'node:test';

import { story } from './browser.mjs';

const folder = process.env.GALLERY;
const types = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };

const server = createServer(async (request, answer) => {
  try {
    const path = normalize(new URL(request.url, 'http://x').pathname).replace(/\/$/, '/index.html');
    const bytes = await readFile(join(folder, path));
    const type = types[extname(path)] ?? 'application/octet-stream';
    const zipped = type === 'font/woff2' ? bytes : gzipSync(bytes);
    answer.writeHead(200, {
      'Content-Type': type,
      'Content-Security-Policy': "default-src 'self'; frame-ancestors 'none'",
      ...(zipped !== bytes && { 'Content-Encoding': 'gzip' }),
    });
    answer.end(zipped);
  } catch {
    answer.writeHead(404).end();
  }
});
const skip = folder ? false : 'GALLERY is not set';
if (folder) await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
after(() => server.close());
const base = folder && `http://127.0.0.1:${server.address().port}`;
const pages = folder ? (await readdir(folder)).filter((name) => name.endsWith('.html')) : ['index.html'];

for (const name of pages) {
  for (const theme of ['light', 'dark']) {
    story(`${name} is at ease`, async (town) => {
      const person = await town.person();
      await person.goes(`/${name}`);
      await person.isAtEase(name);
      await person.pictures(`${name.replace('.html', '')}-${theme}`);
    }, { base, skip, theme, ways: [{ width: 1280, scripts: true }, { width: 360, scripts: true }, { width: 320, scripts: false }] });
  }
}

story('a public page weighs less than 100 KB', async (town) => {
  const person = await town.person();
  for (const name of ['index.html', 'parts.html']) {
    const bytes = await person.weighs(`/${name}`);
    assert.ok(bytes > 1000 && bytes < 100_000, `${name} weighs ${bytes} bytes`);
  }
}, { base, skip, ways: [{ width: 360, scripts: true }] });
