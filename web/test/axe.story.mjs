// Every page that a demo account can open by reading, looked at with axe in both themes and on two screens; and at 320 px
// nothing is wider than the screen. Addresses come from `tinhso routes` (ROUTES, a file); what stands in braces is taken from
// links of pages seen before.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { password, story } from './browser.mjs';

const routes = process.env.ROUTES ? await readFile(process.env.ROUTES, 'utf8') : '';
const pages = routes.split('\n').map((line) => /^GET (\/\S*)\s+(\S+)/.exec(line)).filter(Boolean)
  .map(([, pattern, needs]) => ({ pattern, needs }))
  // No pages: the API, and what health checks read.
  .filter(({ pattern }) => !/^\/(api|healthz|metrics|assets)\b/.test(pattern));
const patterns = pages.map(({ pattern }) => pattern);

const accounts = [undefined, 'congdan', 'motcua', 'chuyenvien', 'chutich', 'giamdoc', 'lanhdao', 'quantri'];
/** What everybody may open is looked at once for each face: the stranger's, the citizen's, the official's. */
const first = [undefined, 'congdan', 'motcua'];
/** What is opened to find links, beside the pages themselves. */
const also = ['/thu-tuc?q=khai+sinh', '/ho-so?nhom=cho-tra', '/ho-so?nhom=tam-dung', '/ho-so?nhom=cho-tiep-nhan', '/don-vi?q=minh+xuan', '/so-thu-tu/ngay?gio=7'];
const own = { '/tiep-nhan/{procedure}': '/tiep-nhan/1.001193', '/nop/{procedure}': '/nop/1.001193', '/thu-tuc/{code}': '/thu-tuc/1.004873' };

/** Which addresses led somewhere for somebody, over all accounts. */
const seen = new Set();

for (const account of accounts) {
  story(`axe finds nothing on any page of ${account ?? 'a stranger'}`, async (town) => {
    const person = await town.person();
    if (account) await person.signsIn(account, password);
    if (account === 'congdan') {
      await person.goes('/nop/1.001193');
      await person.pushes(/^(Bắt đầu|Viết tờ khai mới)/, { within: person.page.getByRole('main') });
    }
    // Whoever has taken something is seen in the work of the unit.
    if (['chuyenvien', 'chutich'].includes(account)) {
      await person.goes('/viec');
      const take = person.page.getByRole('main').getByRole('button', { name: 'Nhận', exact: true });
      if (await take.count()) await person.pushes('Nhận', { within: person.page.getByRole('main') });
    }
    const { page } = person;
    const links = new Set();
    const further = first.includes(account) ? [...also] : also.filter((path) => path.startsWith('/ho-so'));
    const mine = pages.filter(({ needs }) => first.includes(account) || !['public', 'signed-in'].includes(needs));
    const left = new Map(mine.map(({ pattern }) => [pattern, own[pattern] ?? (pattern.includes('{') ? undefined : pattern)]));
    const looked = [];
    // All that is wrong is told at once.
    const wrong = [];
    const judges = async (what) => {
      await what.catch((error) => wrong.push(error.message));
      person.failures.length = 0;
    };

    for (let again = true; again; ) {
      again = false;
      for (const [pattern, known] of left) {
        const path = known ?? [...links].find((link) => matches(pattern, link)) ?? derived(pattern, links);
        if (!path) continue;
        left.delete(pattern);
        again = true;
        if (!(await visits(person, path))) continue;
        looked.push(path);
        seen.add(pattern);
        await page.emulateMedia({ colorScheme: 'light' });
        await judges(person.isAtEase(path));
        await page.emulateMedia({ colorScheme: 'dark' });
        await judges(person.isAtEase(`${path}, dark`, { colours: true }));
        await judges(fitsNarrow(person, path));
        for (const link of await hrefs(page)) links.add(link);
      }
      for (const path of again ? [] : further.splice(0)) {
        if (!(await visits(person, path))) continue;
        await judges(person.isAtEase(path));
        for (const link of await hrefs(page)) links.add(link);
        again = true;
      }
    }
    assert.equal(wrong.length, 0, wrong.join('\n'));
    assert.ok(looked.length > 0, 'no page was looked at');
  }, { skip: routes ? false : 'ROUTES is not set', ways: [{ width: 1280, scripts: true }, { width: 360, scripts: true }], minutes: 4 });
}

/** Opens a page; false if this account may not, or what came is no page. */
async function visits(person, path) {
  const { page } = person;
  // Asked without going there first: a file would be downloaded, and a refusal is logged as an error.
  const answer = await page.request.get(path, { maxRedirects: 0 });
  if (answer.status() !== 200 || !answer.headers()['content-type']?.startsWith('text/html')) {
    assert.ok(answer.status() < 500, `${path} answers ${answer.status()}`);
    return false;
  }
  await person.goes(path);
  return true;
}

async function fitsNarrow(person, path) {
  const { page } = person;
  const screen = page.viewportSize();
  await page.setViewportSize({ width: 320, height: screen.height });
  await person.fits(`${path} at 320`).finally(() => page.setViewportSize(screen));
}

/** Addresses of this house that the page links to. */
function hrefs(page) {
  return page.locator('a[href^="/"]').evaluateAll((all) => all.map((a) => a.getAttribute('href').split('#')[0]));
}

/** A page that is only reached after an act, of a dossier that was seen. */
function derived(pattern, links) {
  const [, code] = [...links].map((link) => /^\/(?:toi\/)?ho-so\/(H60[^/?]+)$/.exec(link)).find(Boolean) ?? [];
  return code && /^\/(nop\/da-nop|ho-so)\/\{code\}(\/phien-ban)?$/.test(pattern) ? pattern.replace('{code}', code) : undefined;
}

function matches(pattern, link) {
  const parts = pattern.split('/');
  const given = link.split('?')[0].split('/');
  return parts.length === given.length && parts.every((part, i) => (part.startsWith('{') ? given[i] !== '' && given[i] !== 'moi' : part === given[i]));
}

test('every page was looked at by somebody', { skip: routes ? false : 'ROUTES is not set' }, () => {
  // No pages of their own: files, papers, tables, and what exists only for a moment.
  const none = /\/(tep|giay)\/|xuat\.xlsx|^\/viec\/\{id\}$|^\/dang-nhap\/ma$|^\/so-cai\/dau$|^\/(so-theo-doi|giao-nhan\/\{list\})\/in$/;
  // None of the demo's people supervises who reads what.
  const nobody = ['/quan-tri/nhat-ky-doc'];
  const missed = patterns.filter((pattern) => !seen.has(pattern) && !none.test(pattern) && !nobody.includes(pattern));
  assert.deepEqual(missed, []);
});
