// SPDX-License-Identifier: Apache-2.0
// report.html: the same statements, tables and facts as report.md in one file that needs nothing
// else. Every number is a link to its fact, and the cells behind each fact travel with the page.
// Texts of the input cannot become markup: the templates (page/*.mustache) escape every value, and
// the page's own policy runs no script but the one that is embedded in this program.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "report/document.h"
#include "report/figure.h"
#include "report/meta.h"

namespace chimera::report {

// Cells as they stand in their file: all at the operand's places counted, the first of those that
// are in its sample shown. Empty where the file cannot be read any more.
struct ShownCells {
    std::size_t count = 0;
    std::vector<std::string> raw;
    std::vector<std::size_t> which;  // of all, from 0; empty where the first ones are shown
};

// The first `most` cells of an operand, read from the raw file.
using ReadCells = std::function<ShownCells(const facts::Cells& cells, std::size_t most)>;

// Rows of the page's table of facts. Of a report that links more it holds the first, and says so;
// the facts themselves all travel with the page.
inline constexpr std::size_t kTabledFacts = 3000;

struct PageInput {
    const facts::Draft& draft;
    std::span<const model::Source> sources;
    const Document& document;
    const Meta& meta;
    std::span<const DrawnFigure> figures = {};
    ReadCells read = nullptr;  // without it the page names the cells and does not show them
};

// The facts that the table has, ascending: those that sentences link, as many as it may hold.
std::span<const facts::FactId> tabled_facts(const PageInput& input);

std::string page_html(const PageInput& input);

// The evidence that the page holds, packed (core/packed.h): one JSON document. docs/page.md has its
// form; verify compares each of its numbers with evidence.json.
std::string page_data(const PageInput& input);

}  // namespace chimera::report
