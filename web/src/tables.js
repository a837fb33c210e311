// SPDX-License-Identifier: Apache-2.0
// Tables: a click on a heading sorts by its column; what a table says can be copied.
import { make, textOf } from './element.js';

const matrixOf = (table) => [...table.rows].map((row) =>
  [...row.cells].map((cell) => textOf(cell)));

const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
export const asCsv = (matrix) => matrix.map((row) => row.map(quoted).join(',')).join('\n') + '\n';

export function asMarkdown(matrix) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const [head, ...rows] = matrix;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n') + '\n';
}

async function copy(text, button) {
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Pages opened from disk have no clipboard of their own; the old way asks for a selection.
    const area = make('textarea', {});
    area.value = text;
    button.after(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  button.textContent = 'Copied';
  button.addEventListener('blur', () => { button.textContent = before; }, { once: true });
}

// A cell's first number, or its text where it has none.
function keyOf(cell) {
  const text = textOf(cell);
  const number = /^[-+]?[\d.]+(?:e[-+]?\d+)?/i.exec(text.replaceAll(',', ''));
  return number ? Number.parseFloat(number[0]) : text;
}

function compare(a, b) {
  if (typeof a === typeof b) return typeof a === 'number' ? a - b : a.localeCompare(b, 'en', { numeric: true });
  return typeof a === 'number' ? -1 : 1;
}

function sort(table, column, heading) {
  const down = heading.getAttribute('aria-sort') === 'ascending';
  for (const other of heading.parentNode.cells) other.removeAttribute('aria-sort');
  heading.setAttribute('aria-sort', down ? 'descending' : 'ascending');
  const rows = [...table.tBodies[0].rows].map((row) => ({ row, key: keyOf(row.cells[column]) }));
  rows.sort((a, b) => (down ? compare(b.key, a.key) : compare(a.key, b.key)));
  table.tBodies[0].append(...rows.map(({ row }) => row));
}

// A heading stands where the numbers below it do, and so does what says that a number is absent.
function align(table, column, heading) {
  const cells = [...table.tBodies[0].rows].map((row) => row.cells[column]);
  if (!cells.some((cell) => cell?.classList.contains('n'))) return;
  heading.classList.add('n');
  for (const cell of cells) if (cell?.firstChild?.textContent === '–') cell.classList.add('n');
}

function prepare(region) {
  const table = region.querySelector('table');
  const headings = [...table.tHead.rows[0].cells];
  for (const [column, heading] of headings.entries()) align(table, column, heading);
  if (table.tBodies[0].rows.length > 1) {
    for (const [column, heading] of headings.entries()) {
      const button = make('button', { type: 'button' }, ...heading.childNodes);
      button.addEventListener('click', () => sort(table, column, heading));
      heading.append(button);
    }
  }
  const tool = (name, form) => {
    const button = make('button', { type: 'button' }, name);
    button.addEventListener('click', () => copy(form(matrixOf(table)), button));
    return button;
  };
  region.after(make('div', { class: 'tools' }, tool('Copy as CSV', asCsv), tool('Copy as Markdown', asMarkdown)));
}

// All of them before anybody reads: what a table gains later moves what stands below it, and a click that
// was aimed there goes astray.
export function startTables() {
  for (const region of document.querySelectorAll('.t')) prepare(region);
}
