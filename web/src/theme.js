// SPDX-License-Identifier: Apache-2.0
// Light or dark: the system's choice until a reader makes another one, which is kept where the
// browser lets a page keep something.
const KEY = 'chimera-theme';
const dark = matchMedia('(prefers-color-scheme: dark)');
const listeners = [];

const kept = () => {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
};

export const isDark = () => (document.documentElement.dataset.theme ?? (dark.matches ? 'dark' : 'light')) === 'dark';
export const onTheme = (listener) => listeners.push(listener);
const tell = () => listeners.forEach((listener) => listener());

export function switchTheme() {
  const wanted = isDark() ? 'light' : 'dark';
  document.documentElement.dataset.theme = wanted;
  try {
    localStorage.setItem(KEY, wanted);
  } catch {
    // A page opened from disk may keep nothing; the choice then lasts as long as the page.
  }
  tell();
}

export function startTheme() {
  const wanted = kept();
  if (wanted === 'dark' || wanted === 'light') document.documentElement.dataset.theme = wanted;
  dark.addEventListener('change', tell);
}
