// SPDX-License-Identifier: Apache-2.0
// Search over statements and facts: every word must stand in it. Statements come first.
import { make, textOf } from './element.js';
import { allFacts, factOf } from './evidence.js';

const SHOWN = 30;
let index;

function build() {
  const statements = [...document.querySelectorAll('#report [id^="C"]')].map((element) => ({
    name: element.id,
    text: textOf(element),
  }));
  const facts = allFacts().map((id) => {
    const fact = factOf(id);
    return { name: `F${id}`, text: `${fact.display} ${fact.label}` };
  });
  return [...statements, ...facts].map((item) => ({ ...item, folded: `${item.name} ${item.text}`.toLowerCase() }));
}

function highlighted(text, word) {
  const at = text.toLowerCase().indexOf(word);
  if (at < 0) return [text.slice(0, 160)];
  const from = Math.max(0, at - 60);
  return [(from ? '…' : '') + text.slice(from, at), make('mark', {}, text.slice(at, at + word.length)),
    text.slice(at + word.length, at + word.length + 110)];
}

export function searchForm() {
  const found = make('ul', { id: 'found', hidden: true });
  const said = make('p', { class: 'sr', role: 'status' });
  const field = make('input', { type: 'search', placeholder: 'Search statements and facts', 'aria-label': 'Search statements and facts', 'aria-controls': 'found', autocomplete: 'off' });
  const form = make('form', { role: 'search' }, field, said, found);
  const clear = () => found.setAttribute('hidden', '');
  field.addEventListener('input', () => {
    index ??= build();
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const hits = words.length ? index.filter((item) => words.every((word) => item.folded.includes(word))) : [];
    found.replaceChildren(...hits.slice(0, SHOWN).map((item) =>
      make('li', {}, make('a', { href: `#${item.name}` }, make('small', {}, `${item.name} `), ...highlighted(item.text, words[0])))));
    if (hits.length > SHOWN) found.append(make('li', {}, make('small', {}, ` ${hits.length - SHOWN} more; add a word`)));
    if (words.length && !hits.length) found.append(make('li', {}, make('small', {}, ' Nothing has all of these words')));
    said.textContent = words.length ? `${hits.length} found` : '';
    if (words.length) found.removeAttribute('hidden');
    else clear();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    found.querySelector('a')?.click();
  });
  found.addEventListener('click', clear);
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      clear();
      field.focus();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const stops = [field, ...found.querySelectorAll('a')];
      const at = stops.indexOf(document.activeElement) + (event.key === 'ArrowDown' ? 1 : -1);
      stops[Math.max(0, Math.min(at, stops.length - 1))].focus();
      event.preventDefault();
    }
  });
  form.addEventListener('focusout', (event) => form.contains(event.relatedTarget) || clear());
  document.addEventListener('keydown', (event) => {
    const typing = /^(INPUT|TEXTAREA)$/.test(document.activeElement?.tagName);
    if (event.key === '/' && !typing && !document.querySelector('dialog[open]')) {
      event.preventDefault();
      field.focus();
    }
  });
  return form;
}
