// SPDX-License-Identifier: Apache-2.0
#include "verify/report_text.h"

#include "core/text.h"
#include "verify/evidence.h"

namespace chimera::verify {

static bool is_rule(std::string_view line) {
    const auto kept = trim(line);
    return kept.size() >= 3 && (kept.find_first_not_of('-') == std::string_view::npos ||
                                kept.find_first_not_of('*') == std::string_view::npos ||
                                kept.find_first_not_of('_') == std::string_view::npos);
}

static bool is_table_rule(std::string_view line) {
    return line.starts_with('|') && line.find('-') != std::string_view::npos &&
           line.find_first_not_of("|-: \t") == std::string_view::npos;
}

static int heading_level(std::string_view line) {
    std::size_t level = 0;
    while (level < line.size() && line[level] == '#') ++level;
    if (level == 0 || level > 6) return 0;
    return level == line.size() || line[level] == ' ' ? static_cast<int>(level) : 0;
}

// The line behind "- ", "* ", "+ ", "3. " or "3) ".
static std::string_view without_list_mark(std::string_view line) {
    line = trim(line);
    if (line.size() > 1 && (line[0] == '-' || line[0] == '*' || line[0] == '+') && line[1] == ' ') {
        return trim(line.substr(1));
    }
    std::size_t digits = 0;
    while (digits < line.size() && is_digit(line[digits])) ++digits;
    const bool numbered = digits > 0 && digits + 1 < line.size() &&
                          (line[digits] == '.' || line[digits] == ')') && line[digits + 1] == ' ';
    return numbered ? trim(line.substr(digits + 1)) : line;
}

namespace {

class Reader {
public:
    explicit Reader(std::string_view text) : lines_(split(text, '\n')) {
        out_.sections.push_back({});
        for (auto& line : lines_) {
            if (line.ends_with('\r')) line.remove_suffix(1);
        }
    }

    ReportText read() {
        std::size_t i = 0;
        bool has_rule = false;
        for (const auto line : lines_) has_rule = has_rule || is_rule(line);
        for (; has_rule && i < lines_.size() && !is_rule(lines_[i]); ++i) {
            if (trim(lines_[i]).empty()) continue;
            // A report whose body begins before a rule has no header beyond this line.
            const bool title = heading_level(lines_[i]) == 1;
            const bool bold = trim(lines_[i]).starts_with("**");
            if (!title && !bold) break;
            out_.header.push_back({number(i), LineIs::kOther, lines_[i], 0, 0});
        }
        for (; i < lines_.size(); ++i) line(i);
        return std::move(out_);
    }

private:
    static std::uint32_t number(std::size_t i) { return static_cast<std::uint32_t>(i) + 1; }

    std::vector<Line>& place() { return out_.evidence_heading == 0 ? out_.body : out_.appendix; }

    void line(std::size_t& i) {
        const std::string_view text = lines_[i];
        const std::string_view kept = trim(text);
        if (kept.starts_with("```") || kept.starts_with("~~~")) return fence(i);
        if (kept.empty() || is_rule(text)) return;
        if (heading_level(text) > 0) return heading(i);
        if (kept.starts_with('|')) return row(i);
        in_table_ = false;
        const bool image = add_image(kept, number(i));
        const auto is = image ? LineIs::kOther : LineIs::kContent;
        place().push_back({number(i), is, without_list_mark(text), out_.sections.size() - 1, 0});
    }

    // The first bracket that no backslash escapes ends the words; what follows is the path alone.
    bool add_image(std::string_view text, std::uint32_t line) {
        if (!text.starts_with("![") || !text.ends_with(')')) return false;
        std::size_t end = 2;
        while (end < text.size() && text[end] != ']') end += text[end] == '\\' ? 2 : 1;
        if (end >= text.size() || !text.substr(end).starts_with("](")) return false;
        const std::string_view path = text.substr(end + 2, text.size() - end - 3);
        if (path.find_first_of("() \t<>\"'") != std::string_view::npos) return false;
        out_.images.push_back(
            {line, unescape_markdown(text.substr(2, end - 2)), std::string(path)});
        return true;
    }

    void heading(std::size_t i) {
        in_table_ = false;
        const int level = heading_level(lines_[i]);
        const std::string_view name = trim(lines_[i].substr(static_cast<std::size_t>(level)));
        out_.sections.push_back({std::string(name), level, number(i)});
        if (level == 2 && name == "Evidence" && out_.evidence_heading == 0) {
            out_.evidence_heading = number(i);
            return;
        }
        place().push_back({number(i), LineIs::kHeading, name, out_.sections.size() - 1, 0});
    }

    void row(std::size_t i) {
        const std::string_view text = trim(lines_[i]);
        const bool next_is_rule = i + 1 < lines_.size() && is_table_rule(trim(lines_[i + 1]));
        if (is_table_rule(text) && in_table_ && rules_ == 0) {
            ++rules_;
            return;
        }
        if (!in_table_ || next_is_rule) {
            in_table_ = true;
            rules_ = 0;
            out_.tables.push_back(row_cells(text));
            place().push_back({number(i), LineIs::kTableHeading, text, out_.sections.size() - 1,
                               out_.tables.size() - 1});
            return;
        }
        place().push_back(
            {number(i), LineIs::kRow, text, out_.sections.size() - 1, out_.tables.size() - 1});
    }

    void fence(std::size_t& i) {
        in_table_ = false;
        Fence out;
        const std::string_view mark = trim(lines_[i]).substr(0, 3);
        out.line = number(i);
        out.info = trim(trim(lines_[i]).substr(3));
        for (++i; i < lines_.size(); ++i) {
            if (trim(lines_[i]).starts_with(mark)) {
                out.closed = true;
                break;
            }
            out.lines.push_back(lines_[i]);
        }
        out_.fences.push_back(std::move(out));
    }

    std::vector<std::string_view> lines_;
    ReportText out_;
    bool in_table_ = false;
    int rules_ = 0;
};

}  // namespace

ReportText read_report(std::string_view text) {
    return Reader(text).read();
}

std::vector<std::string> row_cells(std::string_view row) {
    std::vector<std::string> out;
    row = trim(row);
    if (row.starts_with('|')) row.remove_prefix(1);
    std::string cell;
    bool code = false;
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (row[i] == '\\' && i + 1 < row.size()) {
            cell += row[i];
            cell += row[++i];
        } else if (row[i] == '|' && !code) {
            out.emplace_back(trim(cell));
            cell.clear();
        } else {
            if (row[i] == '`') code = !code;
            cell += row[i];
        }
    }
    if (!trim(cell).empty()) out.emplace_back(trim(cell));
    return out;
}

std::string unescape_markdown(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        constexpr std::string_view kEscaped = "[]<>|`*_#\\(){}";
        if (text[i] == '\\' && i + 1 < text.size() &&
            kEscaped.find(text[i + 1]) != std::string_view::npos) {
            ++i;
        }
        out.push_back(text[i]);
    }
    return out;
}

// `[shown](#f12)` at the beginning of `text`: how long it is, 0 where there is none.
static std::size_t take_link(std::string_view text, Piece& out) {
    std::size_t end = 1;
    while (end < text.size() && text[end] != ']') end += text[end] == '\\' ? 2 : 1;
    if (end >= text.size() || !text.substr(end).starts_with("](#f")) return 0;
    const auto close = text.find(')', end);
    if (close == std::string_view::npos) return 0;
    out.is = PieceIs::kLink;
    out.text = unescape_markdown(text.substr(1, end - 1));
    out.fact = id_of("F" + std::string(text.substr(end + 4, close - end - 4)), 'F');
    return out.fact == 0 ? 0 : close + 1;
}

static std::size_t take_anchor(std::string_view text) {
    constexpr std::string_view kOpen = "<a id=\"f";
    constexpr std::string_view kClose = "\"></a>";
    if (!text.starts_with(kOpen)) return 0;
    std::size_t end = kOpen.size();
    while (end < text.size() && is_digit(text[end])) ++end;
    return text.substr(end).starts_with(kClose) ? end + kClose.size() : 0;
}

static bool opens_html(std::string_view text) {
    return text.size() > 1 &&
           (is_alpha(text[1]) || text[1] == '/' || text[1] == '!' || text[1] == '?');
}

std::vector<Piece> pieces_of(std::string_view line, bool anchors, std::string& wrong) {
    std::vector<Piece> out;
    Piece free;
    const auto flush = [&] {
        if (!free.text.empty()) out.push_back(free);
        free.text.clear();
    };
    for (std::size_t at = 0; at < line.size();) {
        const std::string_view rest = line.substr(at);
        Piece piece;
        std::size_t size = 1;
        if (rest[0] == '\\' && rest.size() > 1) {
            free.text += rest[1];
            at += 2;
            continue;
        }
        if (rest[0] == '`') {
            const auto close = rest.find('`', 1);
            if (close == std::string_view::npos)
                wrong = "a code span is not closed";
            else
                piece = {PieceIs::kCode, std::string(rest.substr(1, close - 1)), 0};
            size = close == std::string_view::npos ? 1 : close + 1;
        } else if (rest[0] == '[') {
            size = take_link(rest, piece);
            if (size == 0) wrong = "a bracket opens no link to a fact";
            size = std::max<std::size_t>(size, 1);
        } else if (rest[0] == '<' && opens_html(rest)) {
            const std::size_t anchor = anchors ? take_anchor(rest) : 0;
            if (anchor == 0) wrong = "HTML";
            size = std::max<std::size_t>(anchor, 1);
            flush();
            at += size;
            continue;
        }
        if (piece.is == PieceIs::kText) {
            free.text += rest.substr(0, size);
        } else {
            flush();
            out.push_back(std::move(piece));
        }
        at += size;
    }
    flush();
    return out;
}

}  // namespace chimera::verify
