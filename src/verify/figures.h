// SPDX-License-Identifier: Apache-2.0
// The figures of a report: their titles are claims, their marks facts, their pictures those marks.
#pragma once

#include <string>
#include <vector>

#include "verify/execute.h"
#include "verify/report_text.h"
#include "verify/svg_text.h"
#include "verify/verify.h"

namespace chimera::verify {

// What a mark is, as numbers that were executed anew.
struct SeenMark {
    double x = 0;  // categories from 1; dates in days since 1970
    double y = 0;
    double low = 0;  // of the bar along the axis of numbers
    double high = 0;
    bool has_bar = false;
    std::string shown;  // of a tile
};
struct SeenSeries {
    std::string shape;
    std::vector<SeenMark> marks;
};

// Every figure of the evidence against its claim, its facts and its picture, and every picture of
// the report against the figures. The series of each, as far as they hold.
std::vector<std::vector<SeenSeries>> check_figures(const ReportText& text, Executor& executor,
                                                   Outcome& out);

// "" if the picture shows these marks on these axes and nothing else: figure_picture.cpp.
std::string wrong_picture(const EvidenceFigure& figure, const std::vector<SeenSeries>& series,
                          const Svg& svg);

// Is a label of an axis or a legend this name, be it shortened in its middle?
bool is_label_of(std::string_view label, std::string_view name);

// A Vega-Lite specification as it stands in a page.
struct Specification {
    const JsonTree& tree;
    JsonId root;
};
// "" if it draws these marks on these axes and nothing else: figure_page.cpp.
std::string wrong_specification(const EvidenceFigure& figure, const std::vector<SeenSeries>& series,
                                const Specification& specification, const Evidence& evidence);

}  // namespace chimera::verify
