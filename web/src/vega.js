// SPDX-License-Identifier: Apache-2.0
// As much of Vega as our figures use: no maps, no trees, no word clouds.
import { transforms } from 'vega-dataflow';
import * as encode from 'vega-encode';
import * as plain from 'vega-transforms';
import * as view from 'vega-view-transforms';

Object.assign(transforms, plain, view, encode);

export { expressionInterpreter } from 'vega-interpreter';
export { compile } from 'vega-lite';
export { parse } from 'vega-parser';
export { View } from 'vega-view';
