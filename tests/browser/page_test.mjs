// SPDX-License-Identifier: Apache-2.0
// node page_test.mjs PACKAGES PROGRAM EXAMPLES OUT: report.html as people meet it. Exit 0 if all holds; the
// line "SKIPPED: why" where there is no browser.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { axeSource, keep, launch, open, whyNot } from './browser.mjs';

const [, , , program, examples, out] = process.argv;
if (whyNot()) {
  console.log(`SKIPPED: ${whyNot()}`);
  process.exit(0);
}
const shots = join(out, 'screenshots');
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

function report(root, name) {
  const folder = join(out, name);
  execFileSync(program, ['report', root, '-o', folder, '--llm', 'off', '-q']);
  return {
    file: join(folder, 'report.html'),
    evidence: JSON.parse(readFileSync(join(folder, 'evidence.json'), 'utf8')),
  };
}

// Names and cells that try to become markup, to turn the line, to steer a terminal.
function hostileRoot() {
  const root = join(out, 'hostile-in');
  mkdirSync(root, { recursive: true });
  const names = ['</script><script>document.title="owned"</script>', '<img src=x onerror="document.title=1">',
    '"><svg onload=alert(1)>', "' onmouseover='alert(1)", '<!--<script>', '\u202Egnp.exe', '\u001b[31mred'];
  const rows = names.flatMap((name, i) => [1, 2, 3, 4, 5, 6].map((k) => `"${name.replaceAll('"', '""')}",${10 * (i + 1) + k / 10},`));
  rows.push('m,,"</script><b onclick=alert(1)>failed</b>"');
  writeFileSync(join(root, 'runs <b>&amp;.csv'), `model,tokens_per_s,error\n${rows.join('\n')}\n`);
  return root;
}

// The numbers of statements; those of figures stand in tables that are folded away.
const NUMBERS = '#report [id^="C"] a[href^="#f"]';
const plain = (text) => text.replace(/\s+/g, ' ').trim();
const tests = [];
const test = (name, run) => tests.push([name, run]);
const browser = await launch();
const whole = report(join(examples, 'chimera-101'), 'whole');
const formats = report(join(examples, 'formats'), 'formats');
const hostile = report(hostileRoot(), 'hostile');

test('the page of an example folder is small', () => {
  for (const { file } of [whole, formats]) assert.ok(statSync(file).size < 1.5e6, file);
});

test('every number in the page is its fact', async () => {
  for (const { file, evidence } of [whole, formats]) {
    const page = await open(browser, file);
    const links = await page.$$eval('#report [id^="C"] a[href^="#f"]', (all) =>
      all.map((link) => [link.getAttribute('href').slice(2), link.textContent, link.closest('[id^="C"]').id]));
    const linked = new Set(evidence.claims.flatMap((claim) => claim.facts.map((fact) => `${claim.id} ${fact}`)));
    assert.ok(links.length > 100);
    assert.deepEqual(new Set(links.map(([id, , claim]) => `${claim} F${id}`)), linked);
    const rows = await page.$$eval('#evidence tbody tr', (all) =>
      Object.fromEntries(all.map((row) => [row.id.slice(1), row.cells[2].textContent])));
    for (const fact of evidence.facts) {
      const row = rows[fact.id.slice(1)];
      if (row !== undefined) assert.ok(row.startsWith(fact.display), `${fact.id}: ${row}`);
    }
    assert.deepEqual(page.wrong, []);
    await page.context().close();
  }
});

test('the drawer opens by mouse and by keyboard, holds the focus, and gives it back', async () => {
  const page = await open(browser, whole.file);
  const link = page.locator(NUMBERS).nth(4);
  const id = (await link.getAttribute('href')).slice(2);
  await link.hover();
  await page.waitForSelector('#card');
  assert.equal(await link.getAttribute('aria-describedby'), 'card');
  await link.click();
  await page.waitForSelector('#drawer[open]');
  assert.equal(await page.textContent('#drawer h2'), `Fact F${id}`);
  const fact = whole.evidence.facts[Number(id) - 1];
  assert.ok((await page.textContent('#drawer .value')).startsWith(fact.display));
  assert.ok((await page.textContent('#drawer dl')).includes(String(fact.value)));
  assert.ok(await page.locator('#drawer .cells tr').count() > 0);
  assert.ok(page.url().endsWith(`#F${id}`));
  for (let i = 0; i < 30; i += 1) {
    await page.keyboard.press('Tab');
    const inside = await page.evaluate(() => document.activeElement === document.body || !!document.activeElement.closest('#drawer'));
    assert.ok(inside, 'the focus left the drawer');
  }
  await keep(page, shots, 'drawer');
  await page.keyboard.press('Escape');
  await page.waitForSelector('#drawer:not([open])', { state: 'attached' });
  await page.locator(NUMBERS).nth(7).focus();
  await page.keyboard.press('Enter');
  await page.waitForSelector('#drawer[open]');
  await page.keyboard.press('Escape');
  await page.waitForSelector('#drawer:not([open])', { state: 'attached' });
  const back = await page.evaluate(() => document.activeElement.getAttribute('href'));
  assert.equal(back, await page.locator(NUMBERS).nth(7).getAttribute('href'));
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

test('the cells in the drawer are those of the raw file', async () => {
  const page = await open(browser, whole.file);
  const fact = whole.evidence.facts.find((each) => each.op === 'mean' && each.n === 5 && each.operands[0].at?.[0].startsWith('/'));
  await page.goto(`file://${whole.file}#${fact.id}`);
  await page.waitForSelector('#drawer[open] .cells');
  const shown = await page.$$eval('#drawer .cells td:last-child', (all) => all.map((cell) => Number(cell.textContent)));
  assert.equal(shown.length, 5);
  const mean = shown.reduce((sum, value) => sum + value, 0) / 5;
  assert.ok(Math.abs(mean * (fact.operands[0].scale ?? 1) - fact.value) < 1e-9 * Math.abs(fact.value));
  await page.context().close();
});

test('an address leads to its statement or fact', async () => {
  const page = await open(browser, whole.file, { hash: '#C40' });
  await page.waitForSelector('#C40.at');
  await page.waitForFunction(() => {
    const { top, bottom } = document.getElementById('C40').getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  });
  await page.evaluate(() => { location.hash = '#F12'; });
  await page.waitForSelector('#drawer[open]');
  assert.equal(await page.textContent('#drawer h2'), 'Fact F12');
  await page.context().close();
});

test('search finds statements and facts', async () => {
  const page = await open(browser, whole.file);
  await page.keyboard.press('/');
  await page.keyboard.type('throughput baseline');
  await page.waitForSelector('#found a');
  assert.match(await page.textContent('#bar [role=status]'), /^\d+ found$/);
  await keep(page, shots, 'search');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.at, #drawer[open]');
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

test('tables gain nothing once the page is there, for it would move what stands below', async () => {
  for (const { file } of [whole, formats]) {
    const page = await open(browser, file);
    assert.ok(await page.locator('.t').count() > 0);
    assert.equal(await page.locator('.t:not(:has(+ .tools))').count(), 0);
    await page.context().close();
  }
});

test('tables sort and can be copied', async () => {
  const page = await open(browser, whole.file, { permissions: ['clipboard-read', 'clipboard-write'] });
  const table = page.locator('.t').first();
  await table.scrollIntoViewIfNeeded();
  const heading = table.locator('thead th').nth(1);
  await heading.locator('button').click();
  assert.equal(await heading.getAttribute('aria-sort'), 'ascending');
  const numbers = await table.locator('tbody td:nth-child(2)').allTextContents();
  const sorted = [...numbers].sort((a, b) => Number.parseFloat(a) - Number.parseFloat(b));
  assert.deepEqual(numbers, sorted);
  await page.locator('.tools').first().getByText('Copy as CSV').click();
  await page.locator('.tools').first().getByText('Copied').waitFor();
  const rows = (await page.evaluate(() => navigator.clipboard.readText())).trim().split('\n');
  assert.equal(rows.length, numbers.length + 1);
  for (const row of rows) assert.doesNotMatch(row, /C\d+$/, 'the address of a row is no part of it');
  await page.context().close();
});

for (const [name, options] of [['desktop', {}], ['dark', { colorScheme: 'dark' }], ['phone', { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }]]) {
  test(`nothing stands in the way of a reader: ${name}`, async () => {
    for (const [of, { file }] of Object.entries({ whole, formats })) {
      const page = await open(browser, file, options);
      await keep(page, shots, `${of}-${name}`);
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(sideways <= 0, `the page is ${sideways} px too wide`);
      await page.context().close();
    }
  });
}

test('axe finds nothing, in either theme, with the drawer open too', async () => {
  for (const [file, colorScheme] of [[formats.file, 'light'], [hostile.file, 'dark']]) {
    // The page's policy keeps strangers out, axe among them: only this test may pass it by.
    const page = await open(browser, file, { colorScheme, bypassCSP: true });
    await page.addScriptTag({ path: axeSource() });
    const audit = () => page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
    const said = ({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes.length}: ${nodes[0].html.slice(0, 200)} ${nodes[0].failureSummary}`);
    assert.deepEqual(said(await audit()), []);
    if (file === hostile.file) {
      await page.locator(NUMBERS).first().click();
      await page.waitForSelector('#drawer[open]');
      assert.deepEqual(said(await audit()), []);
    }
    await page.context().close();
  }
});

test('every figure draws, and its marks lead to their facts', async () => {
  for (const [of, { file, evidence }] of Object.entries({ whole, formats })) {
    const page = await open(browser, file);
    const figures = page.locator('figure[id]');
    const count = await figures.count();
    assert.equal(count, evidence.figures?.length ?? 0);
    for (let i = 0; i < count; i += 1) {
      const figure = figures.nth(i);
      await figure.scrollIntoViewIfNeeded();
      await figure.locator('svg').waitFor();
      const id = await figure.getAttribute('id');
      await figure.screenshot({ path: join(shots, `${of}-${id}.png`) });
      const marks = figure.locator('svg [role="button"]');
      assert.ok(await marks.count() > 0, `${id} has no mark that leads to a fact`);
      await marks.first().focus();
      await page.keyboard.press('Enter');
      await page.waitForSelector('#drawer[open]');
      await page.keyboard.press('Escape');
      await page.waitForSelector('#drawer:not([open])', { state: 'attached' });
    }
    assert.deepEqual(page.wrong, []);
    await page.context().close();
  }
});

test('the numbers of a figure stand in a table beside it', async () => {
  for (const { file, evidence } of [whole, formats]) {
    const page = await open(browser, file);
    const facts = new Map(evidence.facts.map((fact) => [fact.id, fact]));
    const tables = page.locator('figure[id] + details');
    assert.equal(await tables.count(), evidence.figures.length);
    for (const [i, figure] of evidence.figures.entries()) {
      // By keyboard: figures above that are drawn as they come into view may move it from under a mouse.
      await tables.nth(i).locator('summary').press('Enter');
      const copy = tables.nth(i).locator('.tools button').first();
      await copy.waitFor();
      const marks = figure.series.flatMap((series) => series.marks);
      const rows = await tables.nth(i).locator('tbody tr').evaluateAll((all) => all.map((row) =>
        [...row.querySelectorAll('a')].map((link) => [link.hash.toUpperCase().slice(1), link.textContent])));
      assert.equal(rows.length, marks.length);
      for (const [k, links] of rows.entries()) {
        const cells = [marks[k].x, marks[k].y].filter((spot) => spot.cell !== undefined);
        for (const [id, shown] of links) {
          const cell = cells.find((spot) => spot.fact === id);
          if (cell) assert.equal(Number.parseFloat(shown), cell.value);
          else assert.equal(shown, facts.get(id).display);
        }
      }
    }
    const link = tables.first().locator('tbody a').first();
    await link.click();
    await page.waitForSelector('#drawer[open]');
    assert.deepEqual(page.wrong, []);
    await page.context().close();
  }
});

// Labels of one axis that meet, and words that the edge of the drawing cuts.
const crowded = (figure) => figure.evaluate((node) => {
  const out = [];
  const edge = node.querySelector('svg').getBoundingClientRect();
  for (const axis of node.querySelectorAll('svg .role-axis-label')) {
    const labels = [...axis.querySelectorAll('text')].filter((label) => label.getAttribute('opacity') !== '0');
    const isTurned = labels.some((label) => /rotate/.test(label.getAttribute('transform')));
    const boxes = labels.map((label) => label.getBoundingClientRect());
    boxes.forEach((box, i) => {
      const before = boxes[i - 1];
      const meets = before && !isTurned && box.left < before.right && before.left < box.right && box.top + 1 < before.bottom && before.top < box.bottom - 1;
      if (meets) out.push(`${labels[i - 1].textContent} meets ${labels[i].textContent}`);
    });
  }
  for (const text of node.querySelectorAll('svg text')) {
    const box = text.getBoundingClientRect();
    if (text.textContent && (box.left < edge.left - 2 || box.right > edge.right + 2)) out.push(`${text.textContent} is cut`);
  }
  return out;
});

test('labels of a figure neither meet nor are cut, on a desk and on a phone', async () => {
  for (const viewport of [{ width: 1280, height: 900 }, { width: 390, height: 844 }]) {
    for (const { file } of [whole, formats]) {
      const page = await open(browser, file, { viewport });
      const figures = page.locator('figure[id]');
      for (let i = 0; i < await figures.count(); i += 1) {
        await figures.nth(i).scrollIntoViewIfNeeded();
        await page.locator('figure[id][data-drawn]').nth(i).waitFor();
        assert.deepEqual(await crowded(figures.nth(i)), [], await figures.nth(i).getAttribute('id'));
      }
      await page.context().close();
    }
  }
});

test('it prints on A4', async () => {
  const page = await open(browser, formats.file);
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('#bar').isVisible(), false);
  assert.equal(await page.locator('#contents').isVisible(), false);
  const pdf = await page.pdf({ path: join(shots, 'formats.pdf'), preferCSSPageSize: true });
  assert.ok(pdf.length > 10000);
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

test('hostile names stay names', async () => {
  const page = await open(browser, hostile.file);
  assert.equal(await page.title(), 'Technical Report: hostile-in');
  assert.equal(await page.locator('main img, main svg:not(figure svg), main script, main b').count(), 0);
  const text = plain(await page.textContent('#report'));
  assert.ok(text.includes('</script><script>document.title="owned"</script>'));
  for (const hidden of ['\u202E', '\u001b']) assert.ok(!text.includes(hidden));
  for (let i = 0; i < 12; i += 1) {
    await page.locator(NUMBERS).nth(i).click();
    await page.waitForSelector('#drawer[open]');
    assert.equal(await page.locator('#drawer img, #drawer svg, #drawer script, #drawer b').count(), 0);
    await page.keyboard.press('Escape');
    await page.waitForSelector('#drawer:not([open])', { state: 'attached' });
  }
  await keep(page, shots, 'hostile');
  assert.deepEqual(page.wrong, []);
  await page.context().close();
});

test('no stranger\'s script runs, and nothing is asked of the network', async () => {
  const page = await open(browser, hostile.file);
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    const button = document.createElement('button');
    button.setAttribute('onclick', 'window.ran = true');
    document.body.append(script, button);
    button.click();
    return window.ran ?? false;
  });
  assert.equal(ran, false);
  assert.ok(page.wrong.some((message) => message.includes('Content Security Policy')));
  await page.context().close();
});

let failed = 0;
for (const [name, run] of tests) {
  const begun = performance.now();
  try {
    await run();
    console.log(`ok ${name} (${Math.round(performance.now() - begun)} ms)`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${name}\n${error.stack ?? error}`);
  }
}
await browser.close();
process.exit(failed ? 1 : 0);
