// SPDX-License-Identifier: Apache-2.0
// The addresses of single cells that a locator stands for, for showing beside their texts.

// "/results/[0-2]/x" -> /results/0/x, /results/1/x, /results/2/x
function spread(pointer, most) {
  const range = /\/\[(\d+)-(\d+)\]/.exec(pointer);
  if (!range) return [pointer];
  const out = [];
  for (let i = Number(range[1]); i <= Number(range[2]) && out.length < most; i += 1) {
    const one = `${pointer.slice(0, range.index)}/${i}`;
    for (const rest of spread(pointer.slice(range.index + range[0].length), most)) out.push(one + rest);
  }
  return out.slice(0, most);
}

// "cell=2,6-3,6;9,6" -> row 2, row 3, row 9
function rows(selection, most) {
  const out = [];
  for (const part of selection.split(';')) {
    const [from, to = from] = part.split('-').map((corner) => corner.split(',').map(Number));
    for (let row = from[0]; row <= to[0] && out.length < most; row += 1) {
      for (let column = from[1]; column <= to[1]; column += 1) out.push(`row ${row}, column ${column}`);
    }
  }
  return out;
}

// One text a cell, or undefined where the locator alone does not tell how many cells it has. Of a sample that
// is a part of what stands there, `which` says which ones are shown.
export function addressesOf(sample) {
  const all = addressesUpTo(sample, sample.which ? sample.which.at(-1) + 1 : sample.cells?.length ?? 0);
  return sample.which ? all && sample.which.map((i) => all[i]) : all;
}

function addressesUpTo(sample, shown) {
  const out = [];
  for (const at of sample.at) {
    const left = shown - out.length;
    if (left <= 0) break;
    if (at.startsWith('cell=')) {
      out.push(...rows(at.slice(5), left));
    } else if (at.startsWith('line=')) {
      const [, from, to, rest] = /^line=(\d+)(?:-(\d+))?(.*)$/.exec(at) ?? [];
      if (from === undefined) return undefined;
      const last = Number(to ?? from);
      // In a range of lines those without the pointer are passed over, and each list has a length of its own.
      const isRange = to !== undefined && rest !== '';
      if (isRange && (rest.includes('[') || last - Number(from) + 1 !== sample.n)) return undefined;
      for (let line = Number(from); line <= last && out.length < shown; line += 1) {
        out.push(...spread(rest, shown - out.length).map((one) => `line ${line}${one}`));
      }
    } else {
      const [, document, pointer] = /^(doc=\d+)?(.*)$/.exec(at);
      out.push(...spread(pointer, left).map((one) => (document ? `${document}${one}` : one)));
    }
  }
  return out.length >= shown ? out.slice(0, shown) : undefined;
}
