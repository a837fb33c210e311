// SPDX-License-Identifier: Apache-2.0
// What an SVG file that gnuplot wrote shows: where its points, lines, boxes and texts lie.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chimera::verify {

struct SvgPoint {
    double x = 0;
    double y = 0;
};
struct SvgText {
    SvgPoint at;
    std::string text;  // entities resolved
};
struct Svg {
    std::vector<SvgPoint> points;                         // marks of every kind
    std::vector<std::pair<SvgPoint, SvgPoint>> segments;  // straight pieces of all lines
    std::vector<SvgText> texts;
    // The frame that the axes make: pixels of its left, right, top and bottom.
    double left = 0, right = 0, top = 0, bottom = 0;
    std::string wrong;  // "" where it could be read; what no picture may hold, else
};

Svg read_svg(std::string_view text);

}  // namespace chimera::verify
