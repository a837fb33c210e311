// SPDX-License-Identifier: Apache-2.0
// The list of sections follows the reader.
export function startContents() {
  const links = new Map([...document.querySelectorAll('#contents a')].map((link) => [link.hash.slice(1), link]));
  const seen = new Set();
  const watch = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) seen.add(target.id);
      else seen.delete(target.id);
    }
    const current = [...links.keys()].find((id) => seen.has(id));
    for (const [id, link] of links) {
      if (id === current) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
  }, { rootMargin: '-80px 0px -60% 0px' });
  for (const id of links.keys()) watch.observe(document.getElementById(id));
}
