// SPDX-License-Identifier: Apache-2.0
#include "results/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/text.h"
#include "results/run.h"
#include "results/schema.h"
#include "results/sense.h"

namespace chimera::results {

using Json = nlohmann::ordered_json;

static constexpr std::size_t kMostProblems = 1'000;

bool Checked::is_valid() const {
    return runs > 0 && std::none_of(problems.begin(), problems.end(), [](const Problem& problem) {
               return problem.severity == Severity::kError;
           });
}

namespace {

// A problem and where it stands, in bytes.
struct Found {
    std::size_t at = 0;
    Problem problem;
};

struct Check {
    std::string_view text;
    Checked out;
    std::vector<Found> found;

    void add(std::size_t at, std::string pointer, std::string message,
             Severity severity = Severity::kError) {
        if (found.size() >= kMostProblems) {
            out.has_more = true;
            return;
        }
        found.push_back({at, {severity, std::move(pointer), {}, std::move(message)}});
    }
    void run(const Json& document, std::size_t begin, const std::string& prefix);
    void runs(const Json& list, std::size_t begin, const std::string& prefix);
    void document(const Json& value, std::size_t begin, const std::string& prefix);
    bool parse(const Scanned& scanned, const std::string& prefix);
    void settle_places();
};

}  // namespace

// Before the first problem of JSON itself: what kind of file it is.
static std::string refuse_encoding(std::string_view text) {
    using namespace std::string_view_literals;
    if (text.empty()) return "the file is empty; expected a document of chimera-result/1";
    const bool is_utf16 = text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF") ||
                          text.substr(0, 4).find('\0') != std::string_view::npos;
    if (is_utf16) return "the file is no UTF-8 (UTF-16 or binary); save it as UTF-8";
    return {};
}

// Another tool's document would break every rule; one sentence is enough for it.
static bool is_ours(const Json& document) {
    return document.is_object() && (document.contains("schema") || document.contains("metrics") ||
                                    document.contains("experiment_id"));
}

void Check::run(const Json& document, std::size_t begin, const std::string& prefix) {
    ++out.runs;
    const auto report = [&](const std::string& pointer, const std::string& message,
                            Severity severity) {
        if (found.size() >= kMostProblems) {
            out.has_more = true;
            return;
        }
        add(find_place(text, begin, pointer), prefix + pointer, message, severity);
    };
    if (!is_ours(document)) {
        return report("",
                      fmt::format("this is no result of \"schema\": \"{}\"; chimera ingest "
                                  "reads the files of other tools",
                                  kResultSchema),
                      Severity::kError);
    }
    const std::vector<Violation> violations = schema_violations(document);
    for (const Violation& violation : violations) {
        report(violation.pointer, violation.message, Severity::kError);
    }
    if (!violations.empty()) return;
    if (const std::string verdict = standard_verdict(document); !verdict.empty()) {
        return report("", verdict, Severity::kError);
    }
    for (const Remark& remark : remarks_on(document)) {
        report(remark.pointer, remark.message, remark.severity);
    }
    if (document.contains("samples_file")) {
        out.sample_files.push_back(document.at("samples_file").get<std::string>());
    }
}

void Check::runs(const Json& list, std::size_t begin, const std::string& prefix) {
    const std::vector<std::size_t> places = element_places(text, begin);
    for (std::size_t i = 0; i < list.size() && i < places.size(); ++i) {
        run(list[i], places[i], fmt::format("{}/{}", prefix, i));
    }
}

void Check::document(const Json& value, std::size_t begin, const std::string& prefix) {
    if (value.is_array()) {
        if (value.empty()) add(begin, prefix, "expected runs, here stands an empty list");
        return runs(value, begin, prefix);
    }
    if (!value.is_object() || !value.contains("runs")) return run(value, begin, prefix);
    const Json& list = value.at("runs");
    const std::size_t place = find_place(text, begin, "/runs");
    if (value.value("schema", Json()) != kResultSchema) {
        add(begin, prefix + "/schema",
            fmt::format("expected \"{}\" beside the runs", kResultSchema));
    }
    if (!list.is_array()) {
        return add(place, prefix + "/runs", "expected a list of runs");
    }
    runs(list, place, prefix + "/runs");
}

// Gives false where nothing behind the document can be trusted.
bool Check::parse(const Scanned& scanned, const std::string& prefix) {
    if (scanned.too_deep) {
        add(scanned.too_deep->at, prefix, scanned.too_deep->why + "; no result is");
        return false;
    }
    for (const Fault& twice : scanned.double_keys) add(twice.at, prefix, twice.why);
    const std::string_view slice = text.substr(scanned.begin, scanned.end - scanned.begin);
    try {
        const Json value = Json::parse(slice);
        document(value, scanned.begin, prefix);
        return true;
    } catch (const Json::parse_error& fault) {
        constexpr std::size_t kShown = 200;
        std::string_view why = fault.what();
        for (const std::string_view skip : {"] ", ": "}) {
            const std::size_t at = why.find(skip);
            if (at != std::string_view::npos) why.remove_prefix(at + skip.size());
        }
        const std::size_t byte = fault.byte == 0 ? 0 : fault.byte - 1;
        add(scanned.begin + byte, prefix,
            fmt::format("no JSON: {}", valid_utf8(utf8_prefix(why, kShown))));
    } catch (const Json::exception& fault) {
        add(scanned.begin, prefix, fmt::format("no JSON: {}", fault.what()));
    }
    return false;
}

// Lines and columns of all problems in one pass over the text.
void Check::settle_places() {
    std::stable_sort(found.begin(), found.end(),
                     [](const Found& a, const Found& b) { return a.at < b.at; });
    std::size_t line = 1;
    std::size_t line_begin = 0;
    std::size_t at = 0;
    for (Found& each : found) {
        for (; at < each.at && at < text.size(); ++at) {
            if (text[at] != '\n') continue;
            ++line;
            line_begin = at + 1;
        }
        each.problem.place = {line, each.at - std::min(each.at, line_begin) + 1};
        out.problems.push_back(std::move(each.problem));
    }
}

Checked check_results(std::string_view text) {
    constexpr std::string_view kMark = "\xEF\xBB\xBF";
    Check check{text, {}, {}};
    std::size_t at = text.starts_with(kMark) ? kMark.size() : 0;
    if (const std::string why = refuse_encoding(text); !why.empty()) {
        check.add(0, "", why);
        check.settle_places();
        return std::move(check.out);
    }
    if (const std::size_t bad = valid_utf8_prefix(text); bad < text.size()) {
        check.add(bad, "", "a byte here is no UTF-8; save the file as UTF-8");
        check.settle_places();
        return std::move(check.out);
    }
    std::optional<Scanned> scanned = scan_value(text, at);
    if (!scanned) check.add(at, "", "the file is blank; expected a document of chimera-result/1");
    for (std::size_t number = 1; scanned; ++number) {
        std::optional<Scanned> next;
        if (!scanned->too_deep) next = scan_value(text, scanned->end);
        const bool is_one = number == 1 && !next;
        if (!check.parse(*scanned, is_one ? "" : fmt::format("doc={}", number))) break;
        scanned = std::move(next);
    }
    check.settle_places();
    return std::move(check.out);
}

}  // namespace chimera::results
