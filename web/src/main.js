// SPDX-License-Identifier: Apache-2.0
import { startCard } from './card.js';
import { startContents } from './contents.js';
import { make } from './element.js';
import { loadEvidence } from './evidence.js';
import { startFigures } from './figures.js';
import { startRoutes } from './route.js';
import { searchForm } from './search.js';
import { startTables } from './tables.js';
import { isDark, onTheme, startTheme, switchTheme } from './theme.js';

function addBar() {
  const theme = make('button', { type: 'button', onclick: switchTheme });
  const name = () => { theme.textContent = isDark() ? 'Light' : 'Dark'; };
  onTheme(name);
  name();
  const print = make('button', { type: 'button', onclick: () => window.print() }, 'Print');
  document.getElementById('top').after(make('div', { id: 'bar' }, searchForm(), theme, print));
}

// Who goes by keyboard reaches a statement by any of its numbers; its own anchor would double the way.
function skipAnchors() {
  for (const anchor of document.querySelectorAll('.k')) {
    if (anchor.closest('[id^="C"]').querySelector('a[href^="#f"]')) anchor.tabIndex = -1;
  }
}

async function start() {
  startTheme();
  addBar();
  startTables();
  startContents();
  skipAnchors();
  await loadEvidence();
  startFigures();
  startCard();
  startRoutes();
  document.documentElement.dataset.ready = '';
}

start();
