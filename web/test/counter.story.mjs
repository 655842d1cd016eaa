// A day at the counter by keys and scanner alone, and a folder that is signed in one sitting.

import assert from 'node:assert/strict';

import { password, story } from './browser.mjs';

const card = '008085001234|095123456|Ma Văn Thử|09031985|Nam|Tổ 5, Minh Xuân, TP. Tuyên Quang, Tuyên Quang|25122021';

story('a copy is certified by keys and scanner', async (town) => {
  const clerk = await (await town.person()).signsIn('motcua', password, { path: '/dang-nhap?back=/chung-thuc' });
  await clerk.goes('/chung-thuc');
  await clerk.isAtEase('the fast lane');
  const { page } = clerk;
  const comes = (act) => Promise.all([page.waitForNavigation(), act()]);
  // Once in the morning: who signs today.
  const signer = await page.getByLabel('Người ký chứng thực').locator('option').nth(1).getAttribute('value');
  await clerk.goes(`/chung-thuc?ky=${signer}`);

  // A scanner with the input method on: refused in words, nothing filled.
  await page.keyboard.press('Alt+q');
  await page.keyboard.insertText(card.replace('Văn Thử', 'Vawn Thuwr'));
  clerk.expected = 422;
  await comes(() => page.keyboard.press('Enter'));
  await clerk.sees('tắt bộ gõ tiếng Việt');
  assert.equal(await page.getByLabel('Họ, chữ đệm, tên').inputValue(), '');
  await clerk.isAtEase('the fast lane after a garbled scan');

  await clerk.goes(`/chung-thuc?ky=${signer}`);
  let keys = 0;
  const press = async (...all) => {
    for (const key of all) {
      keys += key.split('+').length;
      await page.keyboard.press(key);
    }
  };
  const type = async (words) => {
    // In Telex a letter with marks takes up to three keys.
    keys += words.normalize('NFD').length;
    await page.keyboard.insertText(words);
  };
  await press('Alt+q');
  await page.keyboard.insertText(card);
  await comes(() => page.keyboard.press('Enter'));
  assert.equal(await page.getByLabel('Họ, chữ đệm, tên').inputValue(), 'Ma Văn Thử');
  await press('Alt+g', 'Tab');
  await type('Giấy khai sinh');
  await press('Tab', 'Tab', 'Tab');
  await type('10');
  await clerk.pictures('fast-lane');
  await comes(() => press('Alt+l'));
  await clerk.sees('đã trả kết quả');
  await clerk.sees('20.000 đ');
  // The keystroke-level model of Card, Moran and Newell (1980): 0.28 s a key of an average typist, two seconds for the scan.
  const seconds = keys * 0.28 + 2;
  console.log(`one original, ten copies: ${keys} keys and one scan, ${seconds.toFixed(1)} s`);
  assert.ok(seconds <= 20, `${seconds} s`);
}, { ways: [{ width: 1280, scripts: true }] });

story('a folder is paged through', async (town) => {
  const chair = await (await town.person()).signsIn('chutich', password);
  await chair.goes('/trinh-ky');
  await chair.isAtEase('the signing folder');
  await chair.pictures('signing-folder');
  const waiting = await chair.page.locator('tbody tr').count();
  if (waiting === 0) return;
  await chair.follows('Xem từng hồ sơ');
  await chair.isAtEase('a dossier in the signing folder');
  await chair.pictures('signing');
}, { ways: [{ width: 1366, scripts: true }, { width: 360, scripts: true }, { width: 360, scripts: false }] });

story('a till is looked at and a unit\'s work', async (town) => {
  const clerk = await (await town.person()).signsIn('motcua', password);
  await clerk.goes('/ca-thu');
  await clerk.isAtEase('the till');
  await clerk.pictures('till');
  const chair = await (await town.person()).signsIn('chutich', password);
  await chair.goes('/viec/don-vi');
  await chair.isAtEase('the work of the unit');
  await chair.pictures('team');
}, { ways: [{ width: 1366, scripts: true }, { width: 360, scripts: true }] });
