/** The report in a real browser, from disk: skipped where Debian's chromium is not installed. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { fixtureRun } from '../testing/small-run.ts';
import { renderHtml } from './page.ts';

const CHROMIUM = '/usr/bin/chromium';
const ARGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];
const skip = existsSync(CHROMIUM) ? false : 'needs Debian package chromium';
const folder = mkdtempSync(join(tmpdir(), 'seatrial-report-'));
const opened = new Map<string, Promise<Opened>>();
let browser: Browser | undefined;

/** Anything that the page says on its console or asks of the network is in `complaints`. */
interface Opened {
  page: Page;
  complaints: string[];
}

interface Look {
  width: number;
  dark?: boolean;
  hostile?: string;
}

before(async () => {
  if (!skip) browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGS });
});

after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

/** Opens the report, once for each look at it: a page costs half a second, and tests one after the other may share it. */
function open(options: Look): Promise<Opened> {
  const key = JSON.stringify(options);
  const page = opened.get(key) ?? openAnew(options, join(folder, `report-${opened.size}.html`));
  opened.set(key, page);
  return page;
}

async function openAnew(options: Look, file: string): Promise<Opened> {
  assert.ok(browser);
  writeFileSync(file, renderHtml(fixtureRun(options.hostile)));
  const page = await browser.newPage({
    viewport: { width: options.width, height: 900 },
    colorScheme: options.dark ? 'dark' : 'light',
  });
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => complaints.push(`dialog ${dialog.message()}`));
  page.on('request', (request) => {
    if (request.url() !== pathToFileURL(file).href) complaints.push(request.url());
  });
  await page.goto(pathToFileURL(file).href);
  return { page, complaints };
}

/** Contrast of the text of an element against the page, by WCAG 2.2. */
async function contrast(page: Page, selector: string): Promise<number> {
  const ink = await page
    .locator(selector)
    .first()
    .evaluate((element) => element.ownerDocument.defaultView.getComputedStyle(element).color);
  const pair = [luminance(ink), luminance(await paperOf(page))];
  return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? [])
    .map((part) => Number(part) / 255)
    .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function paperOf(page: Page): Promise<string> {
  return page.locator('body').evaluate((body) => body.ownerDocument.defaultView.getComputedStyle(body).backgroundColor);
}

test('opens from disk without a complaint, a request or a script of the system under test', { skip }, async () => {
  const { page, complaints } = await open({ width: 1280, hostile: '</script><img src=x onerror=alert(1)>' });
  assert.deepEqual(complaints, []);
  assert.equal(await page.locator('img').count(), 0);
});

test('fits a phone without scrolling sideways, also with long names', { skip }, async () => {
  for (const look of [{ width: 390 }, { width: 390, hostile: 'x'.repeat(120) }]) {
    const { page } = await open(look);
    assert.equal(await page.locator('html').evaluate((root) => root.scrollWidth), 390);
  }
});

test('charts have something drawn, and shade the fault where it was in force', { skip }, async () => {
  const { page } = await open({ width: 1280 });
  const charts = await page.locator('figure.chart').evaluateAll((figures) =>
    figures.map((figure) => {
      const time = figure.querySelector('.time')?.getBoundingClientRect();
      const band = figure.querySelector('.plot .fault-band')?.getBoundingClientRect();
      const lines = [...figure.querySelectorAll('path.line')].map((path) => path.getBoundingClientRect());
      if (!time || !band) throw new Error('no picture or no band');
      const share = (x: number): number => (x - time.left) / time.width;
      return { lines: lines.map(({ width }) => width / time.width), from: share(band.left), to: share(band.right) };
    }),
  );
  assert.equal(charts.length, 4);
  for (const { lines, from, to } of charts) {
    assert.ok(lines.length > 0 && lines.every((width) => width > 0.9), `${lines}`);
    assert.ok(Math.abs(from - 46.2 / 90) < 0.005 && Math.abs(to - 50.1 / 90) < 0.005, `${from}..${to}`);
  }
});

test('the pointer and the arrow keys read figures out of the table', { skip }, async () => {
  for (const width of [1280, 390]) await readFigures(width);
});

async function readFigures(width: number): Promise<void> {
  const { page, complaints } = await open({ width });
  const plot = page.locator('figure.chart .plot').first();
  const height = await page.locator('html').evaluate((root) => root.scrollHeight);
  await plot.hover({ position: { x: 200, y: 100 } });
  const readout = page.locator('figure.chart .readout').first();
  assert.match((await readout.textContent()) ?? '', /^at [\d.]+s\s+p50 [\d.]+ms\s+p95 [\d.]+ms\s+p99 [\d.]+ms$/);
  const after = await page.locator('html').evaluate((root) => root.scrollHeight);
  assert.equal(after, height, 'the read-out moves nothing');
  await plot.focus();
  await page.keyboard.press('Home');
  assert.match((await readout.textContent()) ?? '', /^at 1\.7s/);
  await page.keyboard.press('ArrowRight');
  assert.match((await readout.textContent()) ?? '', /^at 2\.7s/);
  assert.deepEqual(complaints, []);
}

test('print is light, whatever the screen is', { skip }, async () => {
  const { page } = await open({ width: 1280, dark: true });
  await page.emulateMedia({ media: 'print' });
  assert.ok(luminance(await paperOf(page)) > 0.9);
  await page.emulateMedia({ media: 'screen' });
});

test('light and dark differ, and text keeps a contrast of 4.5 to 1 in both', { skip }, async () => {
  const papers = new Set<string>();
  for (const dark of [false, true]) {
    const { page } = await open({ width: 1280, dark });
    papers.add(await paperOf(page));
    for (const selector of [
      'body',
      '.muted',
      'nav a',
      '.word',
      '.claims .proven .seen',
      '.claims .unproven .seen',
      '.claims .disproven .seen',
      '.bad',
    ]) {
      const ratio = await contrast(page, selector);
      assert.ok(ratio >= 4.5, `${selector} has ${ratio.toFixed(2)} in ${dark ? 'dark' : 'light'}`);
    }
  }
  assert.equal(papers.size, 2);
});

test('a link to a record opens the claim that holds it', { skip }, async () => {
  const { page } = await open({ width: 1280 });
  const record = page.locator('#claim-8 .records li').first();
  assert.equal(await record.isVisible(), false);
  const href = await record.locator('a').getAttribute('href');
  await page.goto(page.url() + href);
  assert.equal(await record.isVisible(), true);
});
