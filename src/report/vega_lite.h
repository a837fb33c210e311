// SPDX-License-Identifier: Apache-2.0
// A figure as a Vega-Lite specification: data inline, every datum with the fact that it shows, no
// address, no expression, no title; width and theme are the page's.
#pragma once

#include <string>

#include "facts/figure.h"
#include "report/plotted.h"

namespace chimera::report {

std::string vega_lite(const facts::Figure& figure, const Plotted& plot);

}  // namespace chimera::report
