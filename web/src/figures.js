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

// The palette of src/report/plotted.h: what a colour tells is told by a shape, or by dashes, once more.
const PALETTE = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9'];
const SHAPES = ['circle', 'square', 'triangle-up', 'triangle-down', 'diamond', 'cross'];
const DASHES = [[1, 0], [7, 3], [2, 2], [8, 3, 2, 3], [4, 2]];

// The place of a layer's series in the palette; all data of a layer are of one.
function colourOf({ data, encoding }) {
  const { domain, range } = encoding.color.scale;
  return Math.max(0, PALETTE.indexOf(range[domain.indexOf(data.values[0]?.series)]));
}

function shape(copy) {
  const isOutlined = copy.layer.some(({ mark }) => mark.type === 'point' && mark.filled === false && mark.opacity === 1);
  for (const layer of copy.layer) {
    const { mark, encoding } = layer;
    if (encoding.color?.field !== 'series') continue;
    const at = isOutlined ? 0 : colourOf(layer);
    if (mark.type === 'point') mark.shape = SHAPES[at];
    if (mark.point) mark.point.shape = SHAPES[at];
    if (mark.interpolate) mark.strokeDash = DASHES[at % DASHES.length];
  }
}

// A legend shows what its series are drawn with: their shapes, or their dashes. `compiled` is Vega's.
function shapeLegend(compiled, { copy, places }) {
  const { mark, encoding } = copy.layer.find((layer) => layer.encoding.color?.legend?.values) ?? {};
  if (!encoding || copy.layer.some((layer) => layer.mark.type === 'point' && layer.mark.shape === 'circle' && layer.mark.filled === false && layer.mark.opacity === 1)) return;
  const { legend: { values }, scale: { domain, range } } = encoding.color;
  const isDashed = mark.interpolate !== undefined;
  const list = isDashed ? DASHES : SHAPES;
  const used = values.map((name) => places[range[domain.indexOf(name)]] ?? 0);
  const signal = `${JSON.stringify(used.map((at) => list[at % list.length]))}[datum.index]`;
  for (const legend of compiled.legends ?? []) {
    legend.encode ??= {};
    legend.encode.symbols ??= {};
    legend.encode.symbols.update = { ...legend.encode.symbols.update, [isDashed ? 'strokeDash' : 'shape']: { signal } };
    if (isDashed) legend.encode.symbols.update.size = { value: 500 };
  }
}

// What shares a place stands beside each other: series in lanes, single values beside their mean.
function partLanes(copy, wide) {
  const isSeries = ({ mark, encoding }) => encoding.color?.field === 'series' && mark.type !== 'rule' && !(mark.opacity < 1);
  const lanes = [...new Set(copy.layer.filter(isSeries).map(colourOf))];
  const [{ encoding: { x, y, yOffset } }] = copy.layer;
  if (yOffset || copy.layer.some(({ mark }) => mark.type === 'rect')) return;
  const room = x.type === 'nominal' ? Math.min(14, wide / (x.sort.length * (lanes.length + 1)) / 2) : 0;
  for (const layer of copy.layer) {
    const isFaint = layer.mark.opacity < 1;
    if (y.type === 'nominal') {
      if (isFaint) layer.mark.yOffset = 8;
    } else if (room) {
      const lane = lanes.indexOf(colourOf(layer)) - (lanes.length - 1) / 2;
      layer.mark.xOffset = room * lane + (isFaint ? room / 2 : 0);
      if (layer.mark.point) layer.mark.point.xOffset = layer.mark.xOffset;
    }
  }
}

// Numbers and dates as the text writes them; gaps of a grid parted by lines.
function dress(copy) {
  const isGrid = copy.layer.some(({ mark }) => mark.type === 'rect');
  for (const { encoding } of copy.layer) {
    for (const axis of [encoding.x, encoding.y]) {
      axis.axis = { ...axis.axis };
      if (axis.type === 'quantitative') axis.axis.format = '.6~g';
      if (axis.type === 'temporal') axis.axis.format = '%Y-%m-%d';
      if (isGrid) Object.assign(axis.axis, { grid: true, tickBand: 'extent' });
    }
    const { legend } = encoding.color ?? {};
    // As many names in a line as fit.
    if (legend?.values) {
      legend.columns = Math.max(1, Math.floor(wideOf(copy) / (40 + 7 * Math.max(...legend.values.map(({ length }) => length)))));
    }
  }
}

const wideOf = ({ width }) => Math.max(200, width - 80);

const NARROW = 560;
const nodes = (value) => (value && typeof value === 'object' ? [value, ...Object.values(value).flatMap(nodes)] : []);

// A copy that fits a place so many pixels wide, in the page's light. What it draws stays the same.
function fitted(specification, wide) {
  const copy = structuredClone({ ...specification, layer: specification.layer.map(({ data, ...layer }) => layer) });
  copy.layer.forEach((layer, i) => { layer.data = specification.layer[i].data; });
  copy.width = wide;
  copy.autosize = { type: 'fit-x', contains: 'padding' };
  dress(copy);
  shape(copy);
  partLanes(copy, wide);
  const looks = copy.layer.flatMap(({ mark, encoding }) => nodes({ mark, encoding }));
  // Which colour is which of the palette, in this light.
  const places = Object.fromEntries(PALETTE.map((colour, at) => [isDark() ? ON_DARK[colour] ?? colour : colour, at]));
  for (const node of isDark() ? looks : []) {
    if (node.range) node.range = node.range.map((colour) => ON_DARK[colour] ?? colour);
    if (node.opacity < 1) node.opacity = 0.7;
  }
  if (wide >= NARROW) return { copy, places };
  for (const { encoding } of copy.layer) {
    for (const axis of [encoding.x, encoding.y]) {
      axis.axis.titleAnchor = 'end';
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
  }
  return { copy, places };
}

async function draw(figure) {
  figure.dataset.asked = '';
  const place = figure.querySelector('.drawing');
  const before = drawn.get(figure);
  before?.finalize();
  const wide = Math.max(260, place.clientWidth);
  const ready = fitted(specificationOf(figure.id), wide);
  const compiled = compile(ready.copy, { config: config() }).spec;
  shapeLegend(compiled, ready);
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
  const legend = names ? 14 + 18 * Math.ceil(names / 4) : encoding.color?.field === 'shade' ? 62 : 0;
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
