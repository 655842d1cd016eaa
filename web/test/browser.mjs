// What a story is told with: a person at a browser. Stories run against BASE_URL, each at two widths, with and without scripts.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';

import { chromium } from 'playwright-core';

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browserPath = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

export const baseUrl = process.env.BASE_URL ?? 'http://127.0.0.1:8080';
/** Of the demo's accounts, as server/src/demo.rs has it. */
export const password = process.env.PASSWORD ?? 'song-lo-xanh-2026';
/** Pictures are kept only where SHOTS says. */
const shots = process.env.SHOTS;

/** Every way a page is looked at. A story may ask for fewer. */
export const everyWay = [
  { width: 1280, scripts: true },
  { width: 1280, scripts: false },
  { width: 360, scripts: true },
  { width: 360, scripts: false },
];

let browser;
/** Stories still to be told: after the last the browser is closed. */
let left = 0;

/**
 * Tells one story in every way: `story('a dossier is received', async (town) => { const clerk = await town.person(); … })`.
 * `options`: `ways`, `minutes` it may take, `theme` ('light' or 'dark'), `base` (another address than BASE_URL), `skip`.
 */
export function story(name, tell, options = {}) {
  for (const way of options.ways ?? everyWay) {
    const title = `${name} · ${way.width} px${way.scripts ? '' : ' · no scripts'}${options.theme ? ` · ${options.theme}` : ''}`;
    if (options.skip) {
      test(title, { skip: options.skip }, () => {});
      continue;
    }
    left += 1;
    test(title, { timeout: (options.minutes ?? 2) * 60_000 }, async () => {
      browser ??= await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', '--disable-gpu'] });
      const contexts = [];
      // `own` is another screen than the story's: `{ width: 360 }`.
      const person = async (own = {}) => {
        const { width, scripts } = { ...way, ...own };
        const context = await browser.newContext({
          baseURL: options.base ?? baseUrl,
          viewport: { width, height: width < 600 ? 780 : 768 },
          javaScriptEnabled: scripts,
          colorScheme: options.theme ?? 'light',
          // A colour on its way from one theme to the other is no colour to judge.
          reducedMotion: 'reduce',
          locale: 'vi-VN',
          timezoneId: 'Asia/Ho_Chi_Minh',
          isMobile: width < 600,
          hasTouch: width < 600,
        });
        contexts.push(context);
        return new Person(await context.newPage(), { width, scripts });
      };
      try {
        await tell({ person, way });
      } finally {
        await Promise.all(contexts.map((context) => context.close()));
        left -= 1;
        if (left === 0) await browser.close();
      }
    });
  }
}

/** Someone at a browser. Finds things as people do: by their label, their name, their words. */
export class Person {
  constructor(page, way) {
    this.page = page;
    this.way = way;
    page.setDefaultTimeout(10_000);
    // Whatever a page fails at quietly, the story fails at.
    this.failures = [];
    page.on('pageerror', (error) => this.failures.push(String(error)));
    page.on('console', (message) => {
      // The browser reports every answer of 400 and more: the one a story waits for is no failure.
      const expected = this.expected && message.text().includes(`status of ${this.expected} `);
      if (message.type() === 'error' && !expected) this.failures.push(message.text());
    });
  }

  async goes(path) {
    const answer = await this.page.goto(path);
    assert.ok(answer.status() < 400, `${path} answers ${answer.status()}`);
    return this;
  }

  async signsIn(username, password, { path = '/dang-nhap' } = {}) {
    await this.goes(path);
    await this.page.locator('[name="username"]').fill(username);
    await this.page.locator('[name="password"]').fill(password);
    await Promise.all([this.page.waitForLoadState(), this.page.locator('main form button[type="submit"]').first().click()]);
    await this.sees(this.page.locator('.who'));
    return this;
  }

  /** The words, or the locator, are on the page. */
  async sees(what) {
    const place = typeof what === 'string' ? this.page.getByText(what).first() : what;
    await place.waitFor({ state: 'visible' });
    return this;
  }

  async fills(label, value) {
    await this.page.getByLabel(label, { exact: false }).first().fill(value);
    return this;
  }

  async chooses(label, option) {
    const control = this.page.getByLabel(label, { exact: false }).first();
    if ((await control.evaluate((e) => e.tagName)) === 'SELECT') await control.selectOption({ label: option });
    else await this.page.getByLabel(option, { exact: false }).first().check();
    return this;
  }

  /** Presses a button that sends its form and waits for the page that comes, which answers `status`. */
  async pushes(name, { within = this.page, status = 200 } = {}) {
    return this.#comes(status, () => within.getByRole('button', { name }).first().click());
  }

  /** Sends a form by Enter in one of its fields. */
  async sends(field) {
    return this.#comes(200, () => field.press('Enter'));
  }

  /** Follows the first link of the page's body in which all the words stand, or its row has them. */
  async follows(...words) {
    const main = this.page.getByRole('main');
    let link = main.getByRole('link', { name: words[0] });
    if (words.length > 1 || !(await link.count())) {
      const row = words.reduce((rows, word) => rows.filter({ hasText: word }), main.getByRole('row'));
      link = row.getByRole('link');
    }
    return this.#comes(200, () => link.first().click());
  }

  async #comes(status, act) {
    this.expected = status >= 400 ? status : undefined;
    const answer = this.page.waitForResponse((r) => r.request().isNavigationRequest() && ![301, 302, 303, 307].includes(r.status()));
    await Promise.all([answer, act()]);
    await this.page.waitForLoadState();
    assert.equal((await answer).status(), status, `${this.page.url()}: ${await this.page.locator('h1').first().innerText()}`);
    return this;
  }

  /** axe finds nothing (it needs scripts; `colours` asks only for what a theme changes), nothing is wider than the screen, and nothing failed quietly. */
  async isAtEase(name = this.page.url(), { colours = false } = {}) {
    if (!this.way.scripts) return this.fits(name);
    await this.page.evaluate(axeSource);
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const runOnly = colours ? { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } : { type: 'tag', values: tags };
    const found = await this.page.evaluate(async (runOnly) => {
      const { violations } = await globalThis.axe.run(document, { runOnly });
      return violations.map((v) => `${v.id}: ${v.help}\n    ${v.nodes.map((n) => n.html.slice(0, 160)).join('\n    ')}`);
    }, runOnly);
    assert.deepEqual(found, [], `${name}: axe\n  ${found.join('\n  ')}`);
    return this.fits(name);
  }

  async fits(name) {
    const [wide, screen] = await this.page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    assert.ok(wide <= screen, `${name} is ${wide} px wide on a screen of ${screen}`);
    assert.deepEqual(this.failures, [], `${name} failed quietly`);
    return this;
  }

  /** Keeps a picture of the whole page under SHOTS, named with the width. */
  async pictures(name, { whole = true } = {}) {
    if (!shots) return this;
    await mkdir(shots, { recursive: true });
    // Without scripts a page keeps no promises.
    if (this.way.scripts) await this.page.evaluate(() => document.fonts.ready.then(() => true));
    await this.page.screenshot({ path: join(shots, `${name}-${this.way.width}${this.way.scripts ? '' : '-plain'}.png`), fullPage: whole });
    return this;
  }

  /** Bytes over the wire of a first visit, compressed as the server sends them. */
  async weighs(path) {
    const session = await this.page.context().newCDPSession(this.page);
    await session.send('Network.enable');
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    let bytes = 0;
    session.on('Network.loadingFinished', (event) => (bytes += event.encodedDataLength));
    await this.page.goto(path, { waitUntil: 'networkidle' });
    await session.detach();
    return bytes;
  }
}
