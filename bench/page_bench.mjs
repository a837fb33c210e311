// SPDX-License-Identifier: Apache-2.0
// node page_bench.mjs PACKAGES PAGE RUNS LABEL: opens a page so many times, each in a browser of its own, and
// prints medians of milliseconds since the navigation began: until it can be used, until the first figure is
// drawn where its address was asked for, until all are; and how long a walk to its end takes.
import { statSync } from 'node:fs';

import { launch, whyNot } from '../tests/browser/browser.mjs';

const [, , , file, runs, label] = process.argv;
const AIM = 1500;
if (whyNot()) {
  console.log(`${label}: not measured: ${whyNot()}`);
  process.exit(0);
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

// Opens the page at an address; `measure(page)` gives what is kept of it.
async function times(hash, measure) {
  const out = [];
  for (let run = 0; run < Number(runs); run += 1) {
    const browser = await launch();
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(`file://${file}${hash}`, { waitUntil: 'commit' });
    out.push(await measure(page));
    await browser.close();
  }
  return out;
}

// The page's own clock at the moment when no such element is missing any more.
const when = (page, selector, isGone) => page.waitForFunction(([wanted, gone]) => {
  const ready = document.documentElement.dataset.ready !== undefined;
  const found = document.querySelector(wanted) !== null;
  return ready && found !== gone ? performance.now() : false;
}, [selector, isGone], { polling: 'raf', timeout: 120000 }).then((handle) => handle.jsonValue());

// A screen at a time, each shown before the next one is asked for.
const walk = (page) => page.evaluate(async () => {
  const shown = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const begun = performance.now();
  let longest = 0;
  let steps = 0;
  const end = () => document.scrollingElement.scrollHeight - innerHeight - 1;
  while (scrollY < end() && steps < 5000) {
    const before = performance.now();
    scrollBy({ top: innerHeight, behavior: 'instant' });
    await shown();
    longest = Math.max(longest, performance.now() - before);
    steps += 1;
  }
  return { total: performance.now() - begun, longest, steps };
});

const plain = await times('', async (page) => {
  const usable = await when(page, 'html[data-ready]', false);
  const all = await when(page, 'figure[id]:not([data-drawn])', true);
  return { usable, all, walk: await walk(page), first: await page.evaluate(() => document.querySelector('figure[id]')?.id) };
});
const said = [`${(statSync(file).size / 1e6).toFixed(2)} MB`, `usable ${median(plain.map(({ usable }) => usable)).toFixed(0)} ms`];
if (plain[0].first) {
  const seen = await times(`#${plain[0].first}`, (page) => when(page, `#${plain[0].first}[data-drawn]`, false));
  said.push(`a figure in view drawn ${median(seen).toFixed(0)} ms`);
}
const all = median(plain.map((one) => one.all));
said.push(`all figures drawn ${all.toFixed(0)} ms (${(all / AIM).toFixed(2)} of ${AIM})`);
said.push(`walked to its end in ${median(plain.map(({ walk: { total } }) => total)).toFixed(0)} ms, ${plain[0].walk.steps} screens, the slowest ${median(plain.map(({ walk: { longest } }) => longest)).toFixed(0)} ms`);
console.log(`${label.padEnd(32)} ${said.join(', ')}`);
