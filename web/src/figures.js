// SPDX-License-Identifier: Apache-2.0
// Figures are drawn when they come near. Their expressions are interpreted, never evaluated: the
// page's policy allows no eval. A click or Enter on a mark opens the drawer of the fact it shows.
import { specificationOf } from './evidence.js';
import { openFact } from './route.js';
import { isDark, onTheme } from './theme.js';
import { View, compile, expressionInterpreter, parse } from './vega.js';

const drawn = new Map();

// The palette's blue, where it would sink into a dark page.
const ON_DARK = { '#0072B2': '#3d9be0' };

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

const NARROW = 560;
const nodes = (value) => (value && typeof value === 'object' ? [value, ...Object.values(value).flatMap(nodes)] : []);

// A copy that fits a place so many pixels wide, in the page's light. What it draws stays the same.
function fitted(specification, wide) {
  const copy = structuredClone({ ...specification, layer: specification.layer.map(({ data, ...layer }) => layer) });
  copy.layer.forEach((layer, i) => { layer.data = specification.layer[i].data; });
  copy.width = wide;
  copy.autosize = { type: 'fit-x', contains: 'padding' };
  const looks = copy.layer.flatMap(({ mark, encoding }) => nodes({ mark, encoding }));
  for (const node of isDark() ? looks : []) {
    if (node.range) node.range = node.range.map((colour) => ON_DARK[colour] ?? colour);
    if (node.opacity < 1) node.opacity = 0.7;
  }
  if (wide >= NARROW) return copy;
  for (const { encoding } of copy.layer) {
    for (const axis of [encoding.x, encoding.y]) {
      axis.axis = { ...axis.axis, titleAnchor: 'end' };
      if (axis.axis.labelAngle) axis.axis.labelAngle = -60;
    }
    if (encoding.y.type === 'nominal') {
      // Names of two parts, one below the other.
      const share = 0.46;
      const short = (text) => `truncate(${text}, ${Math.floor((wide * share) / 5.8)}, "center")`;
      const parts = 'split(datum.label, " · ")';
      const names = encoding.y.sort.every((name) => name.includes(' · '))
        ? { labelExpr: `[${short(`${parts}[0]`)}, ${short(`join(slice(${parts}, 1), " · ")`)}]`, labelLineHeight: 10, labelOffset: -5 }
        : { labelExpr: short('datum.label') };
      Object.assign(encoding.y.axis, { ...names, labelFontSize: 10, labelLimit: Math.round(wide * share) });
    }
    if (encoding.color?.legend) encoding.color.legend.columns = 1;
  }
  return copy;
}

async function draw(figure) {
  figure.dataset.asked = '';
  const place = figure.querySelector('.drawing');
  const before = drawn.get(figure);
  before?.finalize();
  const wide = Math.max(260, place.clientWidth);
  const compiled = compile(fitted(specificationOf(figure.id), wide), { config: config() }).spec;
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
  const { height, layer } = specificationOf(figure.id) ?? {};
  if (!height) return;
  const [{ encoding }] = layer;
  const axes = encoding.x.axis?.labelAngle ? 113 : 43;
  const names = encoding.color?.legend?.values?.length ?? 0;
  const legend = names ? 14 + 18 * Math.ceil(names / 2) : encoding.color?.field === 'shade' ? 62 : 0;
  figure.querySelector('.drawing').style.minHeight = `${height + axes + legend}px`;
}

// Those far away are drawn one by one while the browser has nothing else to do.
function drawRest() {
  const next = document.querySelector('figure[id]:not([data-asked])');
  if (next) requestIdleCallback(() => (next.dataset.asked === undefined ? draw(next) : Promise.resolve()).then(drawRest), { timeout: 2000 });
}

export function startFigures() {
  const near = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      if (target.dataset.asked === undefined) draw(target);
    }
  }, { rootMargin: '600px' });
  for (const figure of document.querySelectorAll('figure[id]')) {
    keepRoom(figure);
    near.observe(figure);
  }
  onTheme(() => drawn.forEach((view, figure) => draw(figure)));
  addEventListener('beforeprint', () => document.querySelectorAll('figure[id]:not([data-drawn])').forEach(draw));
  drawRest();
}
