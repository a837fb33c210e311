// SPDX-License-Identifier: Apache-2.0
// The evidence that travels with the page (docs/page.md), and what the page's own table of facts says.
let data;

// Unpacks it; nothing else here may be asked before.
export async function loadEvidence() {
  const small = Uint8Array.from(atob(document.getElementById('data').textContent), (c) => c.charCodeAt(0));
  const stream = new Blob([small]).stream().pipeThrough(new DecompressionStream('deflate'));
  data = await new Response(stream).json();
}

export const specificationOf = (figure) => data.figures[figure];

// {id, label: nodes or text, display, kind, ...} of F12 (12), or undefined.
export function factOf(id) {
  const raw = data.facts[id];
  if (!raw) return undefined;
  const row = document.getElementById(`f${id}`);
  const cells = row && row.children;
  return {
    id,
    label: cells ? cells[1].textContent : raw.l.replaceAll('`', ''),
    display: cells ? cells[2].textContent : shown(raw),
    how: cells ? cells[3].textContent : howOf(raw),
    kind: cells ? cells[4].textContent.trim() : raw.c,
    value: raw.v,
    unit: raw.u ?? '',
    op: raw.o,
    operands: raw.a,
    params: raw.p ?? {},
    n: raw.n,
    scope: data.scopes[raw.s] ?? {},
    worst: raw.w,
  };
}

function shown(raw) {
  return !raw.u || raw.d.endsWith(raw.u) ? raw.d : `${raw.d} ${raw.u}`;
}

function howOf(raw) {
  const facts = raw.a.filter((operand) => typeof operand === 'string');
  if (facts.length) return `${raw.o} of ${facts.slice(0, 4).join(', ')}${facts.length > 4 ? ', …' : ''}`;
  return `${raw.o} of ${raw.n} ${raw.n === 1 ? 'cell' : 'cells'}`;
}

export const sampleOf = (index) => data.samples[index];
export const pathOf = (source) => data.sources[source] ?? source;
export const allFacts = () => Object.keys(data.facts);

// Every sample that stands directly behind a fact, those under a row-by-row expression too.
export function samplesOf(fact) {
  return fact.operands.flatMap((operand) =>
    typeof operand === 'number' ? [operand] : (operand.args ?? []),
  );
}

// {template, kind, text, origin} of C3 (3).
export function claimOf(id) {
  const claim = data.claims[id - 1];
  if (!claim) return undefined;
  const [template, kind, text] = data.templates[claim[0]];
  return { id, template, kind, text, origin: data.origins[claim[1]] };
}

// The facts over this one: those whose operands name it.
let users;
export function factsOver(id) {
  if (!users) {
    users = new Map();
    for (const [user, raw] of Object.entries(data.facts)) {
      for (const operand of raw.a) {
        if (typeof operand !== 'string') continue;
        const used = Number(operand.slice(1));
        users.set(used, [...(users.get(used) ?? []), Number(user)]);
      }
    }
  }
  return users.get(id) ?? [];
}

// The statements that link a fact, in order of the page.
let links;
export function statementsOf(id) {
  if (!links) {
    links = new Map();
    for (const link of document.querySelectorAll('#report a[href^="#f"]')) {
      const statement = link.closest('[id^="C"]');
      if (!statement) continue;
      const known = links.get(link.hash) ?? new Set();
      links.set(link.hash, known.add(statement));
    }
  }
  return [...(links.get(`#f${id}`) ?? [])];
}
