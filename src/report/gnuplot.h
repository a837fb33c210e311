// SPDX-License-Identifier: Apache-2.0
// Figures as SVG files, all of a report through one gnuplot process. Names in figures are hostile:
// they reach gnuplot in single quotes, where nothing is evaluated, and numbers as numbers.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "facts/figure.h"
#include "report/plotted.h"

namespace chimera::report {

// The script that draws one figure; `notes` are its captions.
std::string gnuplot_script(const Plotted& plot, const std::vector<std::string>& notes);

// A text as a gnuplot string. `format`: where gnuplot takes % for a format.
enum class Percent { kPlain, kFormat };
std::string gnuplot_string(std::string_view text, Percent percent);

// The program that CHIMERA_GNUPLOT names, "gnuplot" where it names none.
std::string gnuplot_program();

// The SVG texts of these figures, in order, without what would differ from one gnuplot to the next.
// Input error where there is no gnuplot, or it fails or stalls.
Result<std::vector<std::string>> draw_svgs(std::span<const facts::Figure> figures,
                                           std::span<const facts::Fact> all);

}  // namespace chimera::report
