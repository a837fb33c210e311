// SPDX-License-Identifier: Apache-2.0
// How a fact is put into words: its exact value and the expression that gives it.

export function exactValue(fact) {
  const text = Array.isArray(fact.value) ? `${fact.value[0]} to ${fact.value[1]}` : String(fact.value);
  return fact.unit ? `${text} ${fact.unit}` : text;
}

// "mean_ci(level 0.95)"
export function expressionOf(fact) {
  const params = Object.entries(fact.params).map(([name, value]) => `${name} ${typeof value === 'object' ? Object.values(value).join(' ') : value}`);
  const maps = fact.operands.filter((operand) => operand.map).map((operand) => operand.map);
  const rowwise = maps.length ? `, row by row ${maps.join('; ')}` : '';
  return `${fact.op}${params.length ? ` (${params.join(', ')})` : ''}${rowwise}`;
}

export function counted(n, one) {
  return `${n.toLocaleString('en')} ${one}${n === 1 ? '' : 's'}`;
}

const ORIGINS = {
  template: 'by the planner, from its template',
  ranked: 'chosen by a model among true wordings',
  lattice: 'worded by a model, each word among true wordings',
  'free-verified': 'written freely by a model, and taken because it was found true',
};
export const originText = (origin) => ORIGINS[origin] ?? origin;
