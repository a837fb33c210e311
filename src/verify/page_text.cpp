// SPDX-License-Identifier: Apache-2.0
// HTML as report.html has it: a small part of the language, and anything beyond that part is a
// finding, so that no markup can hide, add or turn words.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/text.h"
#include "verify/page.h"

namespace chimera::verify {

namespace {

struct Tag {
    std::string name;  // "/a" where it closes
    std::vector<std::pair<std::string, std::string>> attributes;

    std::string_view get(std::string_view attribute) const {
        for (const auto& [key, value] : attributes) {
            if (key == attribute) return value;
        }
        return {};
    }
};

}  // namespace

static std::string decoded(std::string_view text) {
    static constexpr std::array<std::pair<std::string_view, char>, 6> kEntities{{{"&amp;", '&'},
                                                                                 {"&lt;", '<'},
                                                                                 {"&gt;", '>'},
                                                                                 {"&quot;", '"'},
                                                                                 {"&apos;", '\''},
                                                                                 {"&#39;", '\''}}};
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto entity = std::find_if(kEntities.begin(), kEntities.end(), [&](const auto& each) {
            return text.substr(at).starts_with(each.first);
        });
        if (text[at] == '&' && entity != kEntities.end()) {
            out += entity->second;
            at += entity->first.size();
        } else {
            out += text[at++];
        }
    }
    return out;
}

// The tag that begins at `at`, which is moved behind it. Attributes are quoted, or bare of blanks.
static Tag take_tag(std::string_view html, std::size_t& at) {
    Tag out;
    ++at;
    const auto is_end = [&] { return at >= html.size() || html[at] == '>'; };
    while (!is_end() && html[at] != ' ' && html[at] != '\n') out.name += ascii_lower(html[at++]);
    while (!is_end()) {
        if (html[at] == ' ' || html[at] == '\n') {
            ++at;
            continue;
        }
        std::string key;
        std::string value;
        while (!is_end() && html[at] != '=' && html[at] != ' ' && html[at] != '\n')
            key += html[at++];
        if (!is_end() && html[at] == '=') {
            ++at;
            const bool quoted = !is_end() && html[at] == '"';
            const std::size_t from = quoted ? at + 1 : at;
            const std::size_t to = std::min(
                quoted ? html.find('"', from) : html.find_first_of(" \n>", from), html.size());
            value = decoded(html.substr(from, to - from));
            at = quoted ? std::min(to + 1, html.size()) : to;
        }
        out.attributes.emplace_back(lower(key), value);
    }
    if (at < html.size()) ++at;
    return out;
}

template <std::size_t kSize>
static bool is_one_of(std::string_view text, const std::array<std::string_view, kSize>& of) {
    return std::find(of.begin(), of.end(), text) != of.end();
}

std::string without_runs_of_blanks(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool is_blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (!is_blank) {
            out += c;
        } else if (!out.empty() && out.back() != ' ') {
            out += ' ';
        }
    }
    return std::string(trim(out));
}

namespace {

class Reader {
public:
    explicit Reader(std::string_view html) : html_(html) {}

    PageText read() {
        for (std::size_t at = 0; at < html_.size();) {
            if (html_[at] != '<') {
                const std::size_t next = std::min(html_.find('<', at), html_.size());
                const std::string text = decoded(html_.substr(at, next - at));
                // Such bytes mark links and cells in what is read here.
                if (std::any_of(text.begin(), text.end(), is_mark)) wrong("a control character");
                text_ += text;
                at = next;
                continue;
            }
            if (at == 0 && html_.starts_with("<!DOCTYPE html>")) {
                at = 15;
                continue;
            }
            if (html_.substr(at).starts_with("<!") || html_.substr(at).starts_with("<?")) {
                wrong("a comment or a declaration");
                at += 2;
                continue;
            }
            tag(take_tag(html_, at), at);
        }
        flush();
        return std::move(out_);
    }

private:
    static bool is_mark(char c) { return c >= '\x01' && c <= '\x08'; }

    void wrong(std::string what) {
        constexpr std::size_t kMost = 20;
        if (out_.wrong.size() < kMost) out_.wrong.push_back(std::move(what));
    }

    // What has been shown so far is a line of the region that it stands in.
    void flush() {
        std::string line = without_runs_of_blanks(text_);
        text_.clear();
        if (line.empty()) return;
        if (region_ == "title") {
            // Stands in the head, and once more above the report.
            if (!out_.title.empty() && out_.title != line) wrong("two titles");
            out_.title = line;
        } else if (region_ == "fields") {
            out_.header.push_back(line);
        } else if (region_ == "contents") {
            out_.contents.push_back(line);
        } else if (region_ == "checked") {
            out_.checked += line + ' ';
        } else if (region_ == "report") {
            out_.body.push_back(line);
        } else if (region_ == "evidence") {
            out_.evidence.push_back(line);
        } else if (region_ == "figure") {
            if (line.find('\x06') == std::string::npos) {
                out_.figures.back() += ' ' + line;
            } else {
                const std::string& figure = out_.figures.back();
                out_.tables.push_back(figure.substr(0, figure.find(' ')) + ' ' + line);
            }
        } else if (!region_.empty()) {
            wrong(fmt::format("text outside of the report: {}", utf8_prefix(line, 80)));
        }
    }

    void check(const Tag& tag) {
        static constexpr std::array<std::string_view, 39> kTags{
            "html",    "head",  "meta",  "title", "style", "body", "a",  "header", "h1",    "h2",
            "h3",      "h4",    "h5",    "h6",    "dl",    "div",  "dt", "dd",     "aside", "p",
            "strong",  "b",     "time",  "span",  "code",  "nav",  "ol", "ul",     "li",    "main",
            "section", "table", "thead", "tbody", "tr",    "th",   "td", "pre",    "script"};
        static constexpr std::array<std::string_view, 5> kMore{"details", "summary", "figure",
                                                               "figcaption", "small"};
        static constexpr std::array<std::string_view, 18> kAttributes{
            "id",         "class",        "href",      "role",       "tabindex",
            "scope",      "lang",         "charset",   "content",    "name",
            "http-equiv", "datetime",     "type",      "aria-label", "aria-labelledby",
            "data-count", "data-version", "data-claim"};
        static constexpr std::array<std::string_view, 12> kClasses{
            "", "c", "k", "n", "t", "skip", "drawing", "l2", "l3", "l4", "l5", "l6"};
        const std::string_view name = std::string_view(tag.name).substr(tag.name.starts_with('/'));
        if (!is_one_of(name, kTags) && !is_one_of(name, kMore)) wrong("an element " + tag.name);
        for (const auto& [key, value] : tag.attributes) {
            if (!is_one_of(key, kAttributes)) wrong("an attribute " + key);
        }
        if (tag.get("id").starts_with('C') && tag.get("id") != fmt::format("C{}", ++statements_)) {
            wrong("a statement out of order");
        }
        if (!is_one_of(tag.get("class"), kClasses)) {
            wrong("a class " + std::string(tag.get("class")));
        }
    }

    void tag(const Tag& tag, std::size_t& at) {
        check(tag);
        if (tag.name == "style" || tag.name == "script") return opaque(tag, at);
        if (tag.name == "a") return link(tag, at);
        if (tag.name == "/a" && is_link_) {
            text_ += '\x05';
            is_link_ = false;
            return;
        }
        if (tag.name == "code") text_ += '\x02';
        if (tag.name == "/code") text_ += '\x03';
        // These stand within a line.
        static constexpr std::array<std::string_view, 13> kWithin{
            "a",  "/a",     "code",    "/code", "span",  "/span", "b",
            "/b", "strong", "/strong", "time",  "/time", "p"};
        if (is_one_of(tag.name, kWithin) && tag.name != "p") return;
        const bool is_cell = tag.name == "td" || tag.name == "th";
        if (is_cell && (region_ == "evidence" || region_ == "figure")) {
            text_ += " \x06 ";
            return;
        }
        if (tag.name == "dd") {
            text_ += ": ";
            return;
        }
        if (tag.name == "/dt") return;
        flush();
        if (tag.name == "figure" || tag.name == "/figure") return figure(tag);
        const bool is_details = tag.name == "details" || tag.name == "/details";
        if (is_details && region_ != "evidence") return numbers(tag);
        region(tag);
    }

    // Within the report; its caption is no line of it.
    void figure(const Tag& tag) {
        const bool opens = tag.name == "figure";
        if (region_ != (opens ? "report" : "figure") || is_numbers_) {
            return wrong("a figure out of place");
        }
        region_ = opens ? "figure" : "report";
        if (!opens) return;
        out_.figures.push_back(fmt::format("{} {}", tag.get("id"), tag.get("data-claim")));
    }

    // The table behind a figure. Nothing else in the report can be folded away.
    void numbers(const Tag& tag) {
        const bool opens = tag.name == "details";
        const bool fits = opens ? region_ == "report" && !out_.figures.empty() : is_numbers_;
        if (!fits) return wrong("folded text");
        region_ = opens ? "figure" : "report";
        is_numbers_ = opens;
    }

    void region(const Tag& tag) {
        static constexpr std::array<std::string_view, 5> kIds{"fields", "contents", "checked",
                                                              "report", "evidence"};
        const std::string_view id = tag.get("id");
        if (tag.name == "h1") {
            region_ = "title";
        } else if (is_one_of(id, kIds)) {
            const std::string wanted(id);
            if (std::find(seen_.begin(), seen_.end(), wanted) != seen_.end()) {
                wrong("a second " + wanted);
            }
            seen_.push_back(wanted);
            region_ = wanted;
        } else if (tag.name == "/h1" || tag.name == "/dl" || tag.name == "/nav" ||
                   tag.name == "/aside" || tag.name == "/main") {
            region_ = "none";
        } else if (tag.name == "title" || tag.name == "/title") {
            region_ = tag.name == "title" ? "title" : "";
        } else if (tag.name == "body") {
            region_ = "none";
        } else if (tag.name == "/section" && (region_ == "evidence" || region_ == "checked")) {
            region_ = "none";
        } else if (tag.name == "tr" && region_ == "evidence") {
            const std::string row(id);
            if (!row.empty()) text_ += '\x04' + row + '\x05';
        }
    }

    // Script and style: their content is no text. The data is kept.
    void opaque(const Tag& tag, std::size_t& at) {
        const std::size_t end = html_.find("</" + tag.name + '>', at);
        if (end == std::string_view::npos) {
            wrong("an open element " + tag.name);
            at = html_.size();
            return;
        }
        if (tag.get("id") == "data") out_.data = html_.substr(at, end - at);
        at = end + tag.name.size() + 3;
    }

    // The anchor of a statement shows its own address; all others are words of their line.
    void link(const Tag& tag, std::size_t& at) {
        const std::string_view target = tag.get("href");
        const std::size_t end = std::min(html_.find('<', at), html_.size());
        if (tag.get("class") == "k" || tag.get("class") == "skip") {
            const bool is_own = target == fmt::format("#{}", html_.substr(at, end - at));
            if (!is_own && tag.get("class") == "k") wrong("an anchor that is not its statement's");
            at = end;
            return;
        }
        if (region_ == "contents") return;
        if (!target.starts_with("#f")) wrong("a link to " + std::string(target));
        text_ += '\x04' + std::string(target.substr(std::min<std::size_t>(1, target.size()))) + ' ';
        is_link_ = true;
    }

    std::string_view html_;
    PageText out_;
    std::string region_;  // empty in the head
    std::string text_;
    std::vector<std::string> seen_;
    std::size_t statements_ = 0;
    bool is_link_ = false;
    bool is_numbers_ = false;
};

}  // namespace

PageText read_page(std::string_view html) {
    return Reader(html).read();
}

}  // namespace chimera::verify
