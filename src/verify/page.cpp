// SPDX-License-Identifier: Apache-2.0
#include "verify/page.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "core/sha256.h"
#include "core/text.h"
#include "verify/report_text.h"
#include "verify/shown_name.h"

namespace chimera::verify {

std::string page_path(const std::string& report_path) {
    return std::filesystem::path(report_path).replace_extension(".html").string();
}

// A line of the report in the marks of PageText.
enum class In : std::uint8_t { kText, kTable };
static std::string marked(std::string_view line, In where = In::kText) {
    std::string wrong;
    std::string out;
    for (const Piece& piece : pieces_of(line, true, wrong)) {
        if (piece.is == PieceIs::kLink) {
            out += fmt::format(
                "\x04"
                "f{} {}\x05",
                piece.fact, piece.text);
        } else if (piece.is == PieceIs::kCode) {
            // A bar in a name is behind a backslash where it stands in a table, and there alone.
            const bool is_cell = where == In::kTable;
            const std::string name = is_cell ? replace_all(piece.text, "\\|", "|") : piece.text;
            out += '\x02' + name + '\x03';
        } else {
            out += piece.text;
        }
    }
    std::string text;
    for (const std::string_view word : split(out, ' ')) {
        if (word.empty()) continue;
        if (!text.empty()) text += ' ';
        text += word;
    }
    return text;
}

static void add(std::string line, std::vector<std::string>& out) {
    if (!line.empty()) out.push_back(std::move(line));
}

static std::string fence_text(const Fence& fence) {
    std::string out;
    for (const std::string_view line : fence.lines) {
        for (const std::string_view word : split(line, ' ')) {
            if (trim(word).empty()) continue;
            if (!out.empty()) out += ' ';
            out += trim(word);
        }
    }
    return out;
}

// What the page must show of the report, up to its appendix.
static std::vector<std::string> body_of(const ReportText& report) {
    std::vector<std::string> out;
    auto fence = report.fences.begin();
    for (const Line& line : report.body) {
        while (fence != report.fences.end() && fence->line < line.number) {
            add(fence_text(*fence++), out);
        }
        if (line.is == LineIs::kOther) continue;  // a picture
        if (line.is == LineIs::kRow || line.is == LineIs::kTableHeading) {
            for (const std::string& cell : row_cells(line.text)) add(marked(cell, In::kTable), out);
        } else {
            add(marked(line.text), out);
        }
    }
    for (; fence != report.fences.end(); ++fence) add(fence_text(*fence), out);
    return out;
}

static std::vector<std::string> appendix_of(const ReportText& report) {
    std::vector<std::string> out;
    for (const Line& line : report.appendix) {
        if (line.is != LineIs::kRow && line.is != LineIs::kTableHeading) continue;
        std::string row;
        for (const std::string& cell : row_cells(line.text)) {
            if (row.empty() && line.is == LineIs::kRow) {
                row = fmt::format(
                    "\x04"
                    "f{}\x05 ",
                    id_of(marked(cell, In::kTable), 'F'));
            }
            row += "\x06 " + marked(cell, In::kTable) + ' ';
        }
        out.push_back(std::string(trim(row)));
    }
    return out;
}

// A piece of a line as a person reads it.
static std::string readable(std::string_view line) {
    std::string out;
    for (const char c : line.substr(0, 120)) {
        if (static_cast<unsigned char>(c) >= 0x20U) out += c;
    }
    return out;
}

// The first difference of two lists of lines; there is no use in naming those behind it.
static void compare(const std::string& place, const std::vector<std::string>& shown,
                    const std::vector<std::string>& wanted, std::vector<Problem>& problems) {
    const auto [is, should] =
        std::mismatch(shown.begin(), shown.end(), wanted.begin(), wanted.end());
    if (is == shown.end() && should == wanted.end()) return;
    problems.push_back({place, fmt::format("says \"{}\" where the report says \"{}\"",
                                           is == shown.end() ? "" : readable(*is),
                                           should == wanted.end() ? "" : readable(*should))});
}

static void check_header(const PageText& page, const ReportText& report,
                         std::vector<Problem>& problems) {
    std::vector<std::string> wanted;
    for (const Line& line : report.header) {
        const std::string text = marked(line.text);
        if (text.starts_with("# ")) {
            if (page.title != trim(text.substr(1))) {
                problems.push_back({"report.html", "its title is not the report's"});
            }
        } else if (text.starts_with("**")) {
            const std::size_t end = text.find(":** ");
            if (end == std::string::npos) continue;
            wanted.push_back(text.substr(2, end - 2) + ": " + text.substr(end + 4));
        }
    }
    compare("report.html, its header", page.header, wanted, problems);
    std::vector<std::string> headings;
    for (const Section& section : report.sections) {
        if (section.level >= 2) headings.push_back(marked(section.heading));
    }
    compare("report.html, its list of sections", page.contents, headings, problems);
}

// What a page says of its own making, in these words and no others; reproducible ones tell no time.
static void check_checked(const PageText& page, const Evidence& evidence,
                          std::vector<Problem>& problems) {
    for (const std::string& written : {", " + evidence.started, std::string()}) {
        const std::string wanted = fmt::format(
            "Every number here leads to its cells. {} statements, each an exact wording filled "
            "from {} facts; each fact is computed from the cells of {} files and names them. The "
            "report was checked as it was written{}, by chimera {}: \x02{}\x03 To execute all of "
            "it "
            "again from the raw files: \x02"
            "chimera verify DIR\x03, where \x02"
            "DIR\x03 is the "
            "folder of this page. ",
            evidence.claims.size(), evidence.facts.size(), evidence.sources.size(), written,
            evidence.version, as_name(evidence.command));
        if (page.checked == wanted) return;
    }
    problems.push_back({"report.html", "says of its own making: " + readable(page.checked)});
}

// The words of each figure, and the table of its numbers.
static void check_captions(const PageText& page, const Evidence& evidence,
                           std::vector<Problem>& problems) {
    std::vector<std::string> figures;
    std::vector<std::string> tables;
    for (const EvidenceFigure& figure : evidence.figures) {
        figures.push_back(without_runs_of_blanks(
            fmt::format("{} {} {} {} The figure's numbers", figure.id, figure.claim,
                        as_line(figure.title), join(figure.notes, " "))));
        for (std::string& line : table_of(figure, evidence)) tables.push_back(std::move(line));
    }
    compare("report.html, its figures", page.figures, figures, problems);
    compare("report.html, the numbers of its figures", page.tables, tables, problems);
}

// The rows of the report's appendix; of a long one the first, and then the page must say so.
static void check_table_of_facts(const PageText& page, const ReportText& report,
                                 std::vector<Problem>& problems) {
    constexpr std::size_t kMostRows = 3000;
    std::vector<std::string> wanted = appendix_of(report);
    std::vector<std::string> words = {"Evidence",
                                      "All facts that the text links, and how each is computed"};
    // The heading is a row too.
    if (wanted.size() > kMostRows + 1) {
        words.push_back(fmt::format(
            "The table has the first {} of {} facts; report.md and evidence.json have all of them, "
            "and each number above leads to its own.",
            kMostRows, wanted.size() - 1));
        wanted.resize(kMostRows + 1);
    }
    std::vector<std::string> said;
    std::vector<std::string> rows;
    for (const std::string& line : page.evidence) {
        (line.find('\x06') == std::string::npos ? said : rows).push_back(line);
    }
    compare("report.html, its evidence", said, words, problems);
    compare("report.html, its table of facts", rows, wanted, problems);
}

void check_page(const PageQuestion& question, const Input& input, std::vector<Problem>& problems) {
    const Evidence& evidence = *input.evidence;
    if (evidence.page_sha256.empty()) {
        problems.push_back({"report.html", "the evidence knows of no page"});
    } else if (sha256_hex(question.page) != evidence.page_sha256) {
        problems.push_back(
            {"report.html", "its text differs from the one that the evidence was written for"});
    }
    PageText page = read_page(question.page);
    for (const std::string& wrong : page.wrong) {
        problems.push_back({"report.html", "holds " + readable(wrong)});
    }
    const ReportText report = read_report(question.report);
    check_header(page, report, problems);
    check_checked(page, evidence, problems);
    compare("report.html", page.body, body_of(report), problems);
    check_captions(page, evidence, problems);
    check_table_of_facts(page, report, problems);
    check_page_data(page.data, question, input, problems);
}

}  // namespace chimera::verify
