// SPDX-License-Identifier: Apache-2.0
// A page in a real browser: Debian's chromium, headless, driven by playwright-core of build/web. No test
// here sleeps: each waits for what it expects.
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [, , packages] = process.argv;
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

export function whyNot() {
  if (!existsSync(CHROMIUM)) return 'chromium is missing';
  if (!existsSync(join(packages, 'playwright-core'))) return 'playwright-core is missing';
  return '';
}

const require = createRequire(join(packages, 'package.json'));
export const axeSource = () => require.resolve('axe-core/axe.min.js');

export async function launch() {
  return require('playwright-core').chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu'],
  });
}

// Opens a page and collects what goes wrong in it.
export async function open(browser, file, options = {}) {
  const { hash = '', ...view } = options;
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...view });
  const page = await context.newPage();
  page.wrong = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) page.wrong.push(message.text());
  });
  page.on('pageerror', (error) => page.wrong.push(error.message));
  page.on('request', (request) => {
    if (!/^(file|data|blob):/.test(request.url())) page.wrong.push(`asks for ${request.url()}`);
  });
  await page.goto(`file://${file}${hash}`);
  await page.waitForSelector('html[data-ready]');
  return page;
}

export async function keep(page, folder, name) {
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
