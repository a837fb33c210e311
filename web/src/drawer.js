// SPDX-License-Identifier: Apache-2.0
// The drawer: everything behind one fact or one statement. A modal dialog, so that focus stays in it,
// Escape closes it, and focus returns to where it came from.
import { addressesOf } from './address.js';
import { make, textOf } from './element.js';
import { claimOf, factOf, factsOver, pathOf, sampleOf, statementsOf } from './evidence.js';
import { counted, exactValue, expressionOf, originText } from './wording.js';

const LISTED = 40;
let dialog;
let title;
let body;

const factLink = (id) => {
  const fact = factOf(id);
  return make('li', {}, make('a', { href: `#F${id}` }, `F${id}`), ` ${fact.display} `,
    make('span', { class: 'more' }, fact.label));
};

function list(name, items) {
  if (!items.length) return [];
  const rest = items.length - LISTED;
  return [make('h3', {}, name), make('ul', {}, ...items.slice(0, LISTED).map((item) => item())),
    rest > 0 ? make('p', { class: 'more' }, `and ${rest} more`) : null];
}

function entries(pairs) {
  return make('dl', {}, ...pairs.filter(([, value]) => value !== '' && value != null)
    .flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, ...(Array.isArray(value) ? value : [value]))]));
}

function remark(sample, shown) {
  if (sample.which) return `Shown: ${counted(shown, 'cell')} of the sample; ${counted(sample.n, 'cell')} stand at that place in all.`;
  return `These are the first ${shown} of ${counted(sample.n, 'cell')}.`;
}

function cellsOf(index) {
  const sample = sampleOf(index);
  const where = (sample.where ?? []).map((w) => `${w.column} ${w.op} ${w.value}`).join(', ');
  const head = make('p', {}, make('code', {}, pathOf(sample.source)),
    sample.scale ? ` times ${sample.scale}` : null, where ? ` where ${where}` : null);
  const locator = make('p', { class: 'more' }, 'at ', make('code', {}, sample.at.slice(0, 20).join(' ')),
    sample.at.length > 20 ? ` and ${sample.at.length - 20} more places` : null);
  const shown = sample.cells ?? [];
  if (!shown.length) return [head, locator];
  const names = addressesOf(sample);
  const rows = shown.map((raw, i) =>
    make('tr', {}, make('td', {}, names ? names[i] : `cell ${i + 1}`), make('td', {}, raw)));
  const rest = sample.n - shown.length;
  return [head,
    make('div', { class: 'cells', tabindex: 0, role: 'group', 'aria-label': `Cells of ${pathOf(sample.source)}` },
      make('table', {}, make('tbody', {}, ...rows))),
    rest > 0 ? make('p', { class: 'more' }, remark(sample, shown.length)) : null,
    locator];
}

function operandNodes(operand) {
  if (typeof operand === 'number') return cellsOf(operand);
  if (operand.sources) {
    const rest = operand.n - operand.sources.length;
    return [make('ul', {}, ...operand.sources.map((id) => make('li', {}, make('code', {}, pathOf(id))))),
      rest > 0 ? make('p', { class: 'more' }, `and ${counted(rest, 'more file')}`) : null];
  }
  return (operand.args ?? []).flatMap((index, i) =>
    [make('p', {}, make('strong', {}, String.fromCharCode(97 + i)), ' stands for'), ...cellsOf(index)]);
}

function statementItem(element) {
  const id = Number(element.id.slice(1));
  const words = textOf(element);
  return make('li', {}, make('a', { href: `#C${id}`, 'data-go': true }, `C${id}`), ' ',
    words.length > 220 ? `${words.slice(0, 220)}…` : words);
}

const fill = (...nodes) => body.replaceChildren(...nodes.filter((node) => node != null));

function showFact(id) {
  const fact = factOf(id);
  const over = fact.operands.filter((operand) => typeof operand === 'string').map((name) => Number(name.slice(1)));
  const cells = fact.operands.filter((operand) => typeof operand !== 'string');
  title.textContent = `Fact F${id}`;
  fill(
    make('p', { class: 'value' }, fact.display),
    make('p', { class: 'label' }, fact.label),
    entries([
      ['exactly', exactValue(fact)],
      ['computed by', make('code', {}, expressionOf(fact))],
      ['n', fact.n.toLocaleString('en')],
      ['class', fact.worst ? `${fact.kind}, of ${fact.worst} values` : fact.kind],
      ...Object.entries(fact.scope).map(([key, value]) => [key, make('code', {}, value)]),
    ]),
    ...list('Computed from', over.map((each) => () => factLink(each))),
    ...(cells.length ? [make('h3', {}, 'Cells in the raw files')] : []),
    ...cells.slice(0, LISTED).flatMap(operandNodes),
    ...(cells.length > LISTED ? [make('p', { class: 'more' }, `and ${cells.length - LISTED} more operands in evidence.json`)] : []),
    ...list('Statements that use it', statementsOf(id).map((element) => () => statementItem(element))),
    ...list('Facts computed from it', factsOver(id).map((each) => () => factLink(each))),
    make('p', { class: 'more' }, 'On a command line: ', make('code', {}, `chimera explain F${id}`)));
}

function showClaim(id) {
  const claim = claimOf(id);
  const element = document.getElementById(`C${id}`);
  const facts = [...new Set([...element.querySelectorAll('a[href^="#f"]')].map((link) => Number(link.hash.slice(2))))];
  title.textContent = `Statement C${id}`;
  fill(
    make('p', { class: 'label' }, textOf(element)),
    entries([
      ['written', originText(claim.origin)],
      ['says', claim.kind.replaceAll('_', ' ')],
      ['wording', make('code', {}, claim.template)],
    ]),
    make('h3', {}, 'Its exact form, with the places that are filled in'),
    make('p', {}, make('code', {}, claim.text)),
    make('p', {}, make('a', { href: `#C${id}`, 'data-go': true }, 'Show it in the report')),
    ...list('Facts in it', facts.map((each) => () => factLink(each))));
}

// Opens "F12" or "C3"; false where there is no such thing.
export function open(name) {
  const id = Number(name.slice(1));
  if (name[0] === 'C' ? !claimOf(id) || !document.getElementById(name) : !factOf(id)) return false;
  if (name[0] === 'C') showClaim(id);
  else showFact(id);
  dialog.scrollTop = 0;
  if (!dialog.open) dialog.showModal();
  return true;
}

export const close = () => dialog.open && dialog.close();

export function startDrawer(onClose) {
  title = make('h2', { id: 'drawer-title' });
  body = make('div', { class: 'body' });
  dialog = make('dialog', { id: 'drawer', 'aria-labelledby': 'drawer-title' },
    make('div', { class: 'head' }, title, make('button', { type: 'button', onclick: close }, 'Close')), body);
  dialog.addEventListener('close', onClose);
  // Outside of the drawer is its backdrop.
  dialog.addEventListener('click', (event) => event.target === dialog && event.clientX < dialog.getBoundingClientRect().left && close());
  document.body.append(dialog);
}
