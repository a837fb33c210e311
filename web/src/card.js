// SPDX-License-Identifier: Apache-2.0
// The card beside a number while the pointer or the focus is on it.
import { make } from './element.js';
import { factOf, pathOf, sampleOf, samplesOf } from './evidence.js';
import { counted, expressionOf } from './wording.js';

let card;
let owner;

function firstCells(fact) {
  const [first] = samplesOf(fact);
  const sample = first === undefined ? undefined : sampleOf(first);
  if (!sample) return fact.operands.filter((operand) => typeof operand === 'string').slice(0, 6).join(', ');
  const cells = (sample.cells ?? sample.at).slice(0, 5).join(', ');
  const more = (sample.n ?? 0) > 5 ? ', …' : '';
  return `${pathOf(sample.source)}: ${cells}${more}`;
}

function show(link) {
  const fact = factOf(Number(link.hash.slice(2)));
  if (!fact) return;
  hide();
  owner = link;
  card = make('div', { id: 'card', role: 'tooltip' },
    make('p', { class: 'v' }, fact.display),
    make('p', {}, fact.label),
    make('p', { class: 's' }, `${expressionOf(fact)}; n = ${fact.n.toLocaleString('en')}; ${fact.kind}`),
    make('p', { class: 's' }, firstCells(fact) || counted(fact.n, 'cell')));
  document.body.append(card);
  link.setAttribute('aria-describedby', 'card');
  const at = link.getBoundingClientRect();
  const wide = card.offsetWidth;
  const high = card.offsetHeight;
  const below = at.bottom + 8 + high < innerHeight;
  card.style.left = `${Math.max(8, Math.min(at.left, innerWidth - wide - 8))}px`;
  card.style.top = `${below ? at.bottom + 8 : Math.max(8, at.top - high - 8)}px`;
}

export function hide() {
  card?.remove();
  owner?.removeAttribute('aria-describedby');
  card = owner = undefined;
}

const linkOf = (event) => event.target.closest?.('#report a[href^="#f"]');

export function startCard() {
  for (const kind of ['mouseover', 'focusin']) {
    document.addEventListener(kind, (event) => {
      const link = linkOf(event);
      if (link && link !== owner) show(link);
      else if (!link) hide();
    });
  }
  for (const kind of ['focusout', 'scroll', 'click']) addEventListener(kind, hide, { passive: true });
  addEventListener('keydown', (event) => event.key === 'Escape' && hide());
}
