// SPDX-License-Identifier: Apache-2.0
// Addresses in the page: #F12 (or #f12) opens the drawer of a fact, #C3 and #fig-... show a
// statement and a figure.
import { hide } from './card.js';
import { close, open, startDrawer } from './drawer.js';

const isPlace = (name) => /^(C\d+|fig-[a-z0-9-]+)$/.test(name);

const quiet = (hash) => history.replaceState(null, '', hash || location.pathname + location.search);

function mark(element) {
  for (const other of document.querySelectorAll('.at')) other.classList.remove('at');
  element.classList.add('at');
  element.scrollIntoView({ block: 'center', behavior: 'instant' });
}

function go(name) {
  const element = document.getElementById(name);
  if (!element) return;
  close();
  quiet(`#${name}`);
  mark(element);
}

export function openFact(id) {
  hide();
  if (open(`F${id}`)) quiet(`#F${id}`);
}

function follow() {
  const name = location.hash.slice(1);
  if (/^[Ff]\d+$/.test(name)) openFact(Number(name.slice(1)));
  else if (isPlace(name)) go(name);
}

export function startRoutes() {
  startDrawer(() => {
    if (/^#F/.test(location.hash)) quiet('');
  });
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const name = link.getAttribute('href').slice(1);
    if (/^[Ff]\d+$/.test(name)) {
      event.preventDefault();
      openFact(Number(name.slice(1)));
    } else if (isPlace(name)) {
      event.preventDefault();
      if (link.classList.contains('k')) {
        quiet(`#${name}`);
        open(name);
      } else {
        go(name);
      }
    }
  });
  addEventListener('hashchange', follow);
  follow();
}
