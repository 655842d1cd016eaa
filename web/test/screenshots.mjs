// Makes the pictures of the README: `BASE_URL=http://127.0.0.1:8080 node web/test/screenshots.mjs` writes docs/screenshots/*.png.
// The server serves a demo province with a few hundred dossiers.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

import { Person, baseUrl, password } from './browser.mjs';
import { asksForSupplement, receives, takesFromQueue } from './life.mjs';

const folder = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
const browserPath = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

/** Who opens what, and what he does there before the picture is taken. */
const pictures = [
  { name: 'front-page', path: '/' },
  { name: 'procedure', path: '/thu-tuc/1.001193' },
  { name: 'counter', who: 'motcua', path: '/tiep-nhan/1.004873', act: fillCounter },
  { name: 'fast-lane', who: 'motcua', path: '/chung-thuc', act: fillFastLane },
  { name: 'signing', who: 'chutich', path: '/trinh-ky' },
  { name: 'queue', who: 'chuyenvien', path: '/viec' },
  { name: 'dossier', who: 'chuyenvien', path: '/viec', act: openFirst },
  { name: 'citizen-phone', who: 'congdan', path: '/toi', phone: true, act: openOwn },
  { name: 'ledger', path: '/so-cai' },
  { name: 'unit-history', path: '/don-vi?q=minh+xuan', act: openUnit },
];

async function fillCounter(page) {
  const person = page.getByRole('group', { name: 'Người nộp', exact: true });
  await person.getByLabel('Họ, chữ đệm, tên').fill('Ma Văn Thử');
  await person.getByLabel('Số định danh cá nhân').fill('008085001234');
  await person.getByLabel('Ngày, tháng, năm sinh').fill('09/03/1985');
  await person.getByLabel('Xã, phường').fill('xã Trung Minh, huyện Yên Sơn');
  await person.getByLabel('Thôn, tổ dân phố, số nhà').fill('Thôn 3');
  await page.getByRole('group', { name: 'Nộp thay theo ủy quyền' }).getByLabel('Không').check();
}

async function fillFastLane(page) {
  await page.getByLabel(/^Mã QR trên thẻ/).fill('008085001234|095123456|Ma Văn Thử|09031985|Nam|Tổ 5, Minh Xuân, TP. Tuyên Quang, Tuyên Quang|25122021');
  await page.getByRole('button', { name: 'Điền từ thẻ' }).click();
  await page.getByLabel('Tên giấy tờ, văn bản').first().fill('Giấy khai sinh');
  await page.getByLabel('Số bản sao').first().fill('10');
}

async function openFirst(page) {
  await page.locator('tbody th a').first().click();
  await page.getByText('Vì sao hạn là ngày này?').click();
}

async function openOwn(page) {
  await page.locator('a[href^="/toi/ho-so/"]').first().click();
}

async function openUnit(page) {
  await page.getByRole('main').getByRole('link', { name: 'Minh Xuân' }).first().click();
}

async function signedIn(browser, who, options = {}) {
  const context = await browser.newContext({
    baseURL: baseUrl,
    viewport: { width: 1366, height: 820 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
    locale: 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
    ...options,
  });
  const person = new Person(await context.newPage(), { width: 1366, scripts: true });
  if (who) await person.signsIn(who, password);
  return person;
}

await mkdir(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', '--disable-gpu', '--hide-scrollbars'] });

// The citizen waits for nothing until somebody has received his dossier and asked him for more.
const code = await receives(await signedIn(browser, 'motcua'));
const specialist = await signedIn(browser, 'chuyenvien');
await takesFromQueue(specialist, code);
await asksForSupplement(specialist);

const phoneScreen = { viewport: { width: 390, height: 844 }, isMobile: true, deviceScaleFactor: 1.5 };
for (const { name, who, path, phone, act } of pictures) {
  const { page } = await signedIn(browser, who, phone ? phoneScreen : {});
  await page.goto(path);
  await act?.(page);
  await page.waitForLoadState();
  await page.evaluate(() => document.fonts.ready.then(() => document.activeElement?.blur()));
  await page.screenshot({ path: `${folder}${name}.png` });
  await page.context().close();
}
await browser.close();

// 256 colours are enough for pages, and a third of the bytes.
try {
  execFileSync('pngquant', ['--force', '--ext', '.png', '--speed', '1', ...pictures.map(({ name }) => `${folder}${name}.png`)]);
} catch (error) {
  console.error(`the pictures stay large: ${error.message}`);
}
