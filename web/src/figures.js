// SPDX-License-Identifier: Apache-2.0
// Figures are drawn when they come near. Their expressions are interpreted, never evaluated: the
// page's policy allows no eval. A click or Enter on a mark opens the drawer of the fact it shows.
import { specificationOf } from './evidence.js';
import { openFact } from './route.js';
import { isDark, onTheme } from './theme.js';
import { View, compile, expressionInterpreter, parse } from './vega.js';

const drawn = new Map();

// The page's own colours and type.
function config() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const text = { labelColor: colour('--soft'), titleColor: colour('--ink'), labelFontSize: 11, titleFontSize: 12, titleFontWeight: 600 };
  return {
    background: 'transparent',
    font: 'system-ui, "Liberation Sans", "DejaVu Sans", sans-serif',
    view: { stroke: null },
    axis: { ...text, domainColor: colour('--soft'), tickColor: colour('--line'), gridColor: colour('--line') },
    legend: text,
    header: text,
    title: { color: colour('--ink') },
    range: { category: ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', isDark() ? '#f0e442' : '#8a7f00'] },
    mark: { color: isDark() ? '#56b4e9' : '#0072b2' },
    rule: { color: colour('--ink') },
    text: { color: colour('--ink') },
  };
}

const factIn = (datum) => /^F(\d+)$/.exec(datum?.fact ?? '')?.[1];

// Marks that show a fact can be reached by keyboard.
function makeReachable(place) {
  for (const mark of place.querySelectorAll('svg [role="graphics-symbol"]')) {
    const id = factIn(mark.__data__?.datum);
    if (id === undefined) continue;
    mark.setAttribute('tabindex', '0');
    mark.setAttribute('role', 'button');
    mark.removeAttribute('aria-roledescription');
    mark.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      openFact(Number(id));
    });
  }
}

async function draw(figure) {
  const place = figure.querySelector('.drawing');
  const before = drawn.get(figure);
  before?.finalize();
  const wide = Math.max(260, place.clientWidth);
  const specification = { ...specificationOf(figure.id) };
  if (!specification.width || specification.width === 'container') specification.width = wide - 120;
  specification.autosize ??= { type: 'fit-x', contains: 'padding' };
  const compiled = compile(specification, { config: config() }).spec;
  const view = new View(parse(compiled, undefined, { ast: true }), {
    expr: expressionInterpreter,
    renderer: 'svg',
    container: place,
    hover: false,
    logLevel: 1,
  });
  view.tooltip(() => {});
  view.addEventListener('click', (event, item) => {
    const id = factIn(item?.datum);
    if (id !== undefined) openFact(Number(id));
  });
  drawn.set(figure, view);
  await view.runAsync();
  makeReachable(place);
  place.style.minHeight = '';
  figure.dataset.drawn = '';
}

// Room for a figure before it is drawn: what stands below it must not move under a reader's eyes.
function keepRoom(figure) {
  const { height } = specificationOf(figure.id) ?? {};
  const axes = 80;
  if (height) figure.querySelector('.drawing').style.minHeight = `${height + axes}px`;
}

export function startFigures() {
  const near = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      draw(target);
    }
  }, { rootMargin: '600px' });
  for (const figure of document.querySelectorAll('figure[id]')) {
    keepRoom(figure);
    near.observe(figure);
  }
  onTheme(() => drawn.forEach((view, figure) => draw(figure)));
  addEventListener('beforeprint', () => document.querySelectorAll('figure[id]:not([data-drawn])').forEach(draw));
}
