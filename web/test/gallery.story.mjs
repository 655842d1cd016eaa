// The components, looked at in every way, in both themes.

import { createServer } from 'node:http';
import { readFile, readdir } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';
import assert from 'node:assert/strict';

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
server.unref();
const base = folder && `http://127.0.0.1:${server.address().port}`;
const pages = folder ? (await readdir(folder)).filter((name) => name.endsWith('.html')) : ['index.html'];

for (const name of pages) {
  for (const theme of ['light', 'dark']) {
    story(`${name} is at ease`, async (town) => {
      const person = await town.person();
      await person.goes(`/${name}`);
      await person.pictures(`${name.replace('.html', '')}-${theme}`);
      await person.isAtEase(name);
    }, { base, skip, theme, ways: [{ width: 1280, scripts: true }, { width: 360, scripts: true }, { width: 320, scripts: true }] });
  }
}

const one = { base, skip, ways: [{ width: 1280, scripts: true }] };

story('the theme changes at once and the focus stays', async (town) => {
  const { page } = await (await town.person()).goes('/index.html');
  await page.getByRole('button', { name: 'Nền tối' }).click();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  const light = page.getByRole('button', { name: 'Nền sáng' });
  assert.ok(await light.isVisible());
  assert.ok(await light.evaluate((button) => button === document.activeElement));
}, one);

story('keys with Alt lead on, letters alone do not', async (town) => {
  const { page } = await (await town.person()).goes('/queue.html');
  await page.keyboard.press('m');
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'BODY');
  await page.keyboard.press('Alt+m');
  assert.equal(await page.evaluate(() => document.activeElement.name), 'q');
  await Promise.all([page.waitForURL('**/counter.html'), page.keyboard.press('Alt+2')]);
}, one);

story('a filter renews the list and the focus stays in it', async (town) => {
  const person = await (await town.person()).goes('/queue.html');
  const { page } = person;
  await page.evaluate(() => document.querySelector('#results').append('cũ'));
  await page.getByLabel('Tình trạng').focus();
  await page.getByLabel('Tình trạng').selectOption('done');
  await page.waitForFunction(() => !document.querySelector('#results').textContent.endsWith('cũ'));
  assert.ok(page.url().endsWith('/queue.html?status=done'));
  assert.equal(await page.evaluate(() => document.activeElement.name), 'status');
}, one);

story('money and days are written out as they are left', async (town) => {
  const { page } = await (await town.person()).goes('/counter.html');
  await page.getByLabel('Lệ phí').fill('1500000');
  await page.getByLabel('Ngày sinh của trẻ').fill('9/3/2026');
  await page.getByLabel('Ghi chú nội bộ').focus();
  assert.equal(await page.getByLabel('Lệ phí').inputValue(), '1.500.000');
  assert.equal(await page.getByLabel('Ngày sinh của trẻ').inputValue(), '09/03/2026');
}, one);

story('what is wrong has the focus, and a typed page asks before it is left', async (town) => {
  const { page } = await (await town.person()).goes('/question.html');
  assert.ok(await page.evaluate(() => document.activeElement.classList.contains('error-summary')));
  await page.getByLabel('Trẻ sinh ngày nào?').fill('01/03/2026');
  const asked = new Promise((yes) => page.once('dialog', (dialog) => yes(dialog.type()) || dialog.accept()));
  await page.getByRole('link', { name: 'Quay lại' }).click();
  assert.equal(await asked, 'beforeunload');
}, one);

story('on a telephone the menu is a sheet, with and without scripts', async (town) => {
  const person = await (await town.person()).goes('/queue.html');
  const { page } = person;
  const entry = page.getByRole('link', { name: 'Danh mục thủ tục' });
  assert.ok(!(await entry.isVisible()));
  await page.getByRole('button', { name: 'Danh mục' }).click();
  assert.ok(await entry.isVisible());
  await person.isAtEase('the menu');
  await person.pictures('menu', { whole: false });
  await page.keyboard.press('Escape');
  assert.ok(!(await entry.isVisible()));
}, { base, skip, ways: [{ width: 360, scripts: true }, { width: 360, scripts: false }] });

story('the account opens and names post and unit', async (town) => {
  const person = await (await town.person()).goes('/queue.html');
  await person.page.getByRole('button', { name: 'Nguyễn Thị Hường' }).click();
  await person.sees('Công chức một cửa');
  await person.isAtEase('the account');
  await person.pictures('account', { whole: false });
}, { base, skip });

story('a public page weighs less than 100 KB', async (town) => {
  const person = await town.person();
  for (const name of ['index.html', 'parts.html']) {
    const bytes = await person.weighs(`/${name}`);
    assert.ok(bytes > 1000 && bytes < 100_000, `${name} weighs ${bytes} bytes`);
  }
}, { base, skip, ways: [{ width: 360, scripts: true }] });
