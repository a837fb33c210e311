// SPDX-License-Identifier: Apache-2.0
// make('p', {class: 'more'}, 'text', node): an element. Texts stay texts: nothing here parses HTML.
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (value !== false && value != null) element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

// "mean of `m:1`" with its names in code elements.
export function marked(text) {
  const parts = text.split('`');
  if (parts.length % 2 === 0) return [text];
  return parts.map((part, i) => (i % 2 ? make('code', {}, part) : part));
}

// The text of a statement without the anchor behind it; of a row its cells, parted by dots.
export function textOf(element) {
  if (element.cells) return [...element.cells].map(textOf).join(' · ');
  const anchor = element.querySelector('.k')?.textContent ?? '';
  const text = element.textContent.trimEnd();
  return text.slice(0, text.length - (anchor && text.endsWith(anchor) ? anchor.length : 0)).replace(/\s+/g, ' ').trim();
}
