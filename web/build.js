// SPDX-License-Identifier: Apache-2.0
// node build.js PACKAGES OUT: bundles src/ and style/ into OUT/chimera.js and OUT/chimera.css.
// PACKAGES is the node_modules that tools/web.sh filled; without arguments build/web of the checkout.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const packages = resolve(process.argv[2] ?? join(here, '../build/web/node_modules'));
const out = resolve(process.argv[3] ?? join(here, '../build/web'));
const { build } = createRequire(join(packages, 'package.json'))('esbuild');

// vega-lite takes four small functions from vega, and would bring all of it along: maps, trees,
// word clouds. src/vega.js registers what our figures use.
const alias = { vega: 'vega-util' };

mkdirSync(out, { recursive: true });
await build({
  entryPoints: [join(here, 'src/main.js')],
  outfile: join(out, 'chimera.js'),
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  legalComments: 'none',
  banner: { js: '/* Holds Vega and Vega-Lite (UW Interactive Data Lab, BSD-3-Clause) and D3 (Mike Bostock, ISC). */' },
  nodePaths: [packages],
  alias,
  logLevel: 'warning',
});
const style = ['page', 'tables', 'evidence', 'print']
  .map((name) => readFileSync(join(here, 'style', `${name}.css`), 'utf8'))
  .join('\n');
await build({
  stdin: { contents: style, loader: 'css' },
  outfile: join(out, 'chimera.css'),
  minify: true,
  target: 'es2022',
  logLevel: 'warning',
});
