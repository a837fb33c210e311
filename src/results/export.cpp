// SPDX-License-Identifier: Apache-2.0
#include "results/export.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "core/decimal.h"
#include "core/sha256.h"
#include "core/text.h"
#include "results/run_json.h"

namespace chimera::results {

static constexpr std::array<ExportFormat, 6> kFormats = {{
    {"chimera", true, "json", export_chimera},
    {"csv", false, "csv", export_csv},
    {"eee", true, "json", export_eee},
    {"llm-d", true, "json", export_llm_d},
    {"llama-bench", false, "json", export_llama_bench},
    {"markdown", false, "md", export_markdown},
}};

std::span<const ExportFormat> export_formats() {
    return kFormats;
}

const ExportFormat* find_export_format(std::string_view name) {
    const auto found = std::find_if(kFormats.begin(), kFormats.end(),
                                    [&](const ExportFormat& each) { return each.name == name; });
    return found == kFormats.end() ? nullptr : &*found;
}

void Remarks::add(const std::string& sentence, const std::string& name) {
    About& entry = about[sentence];
    ++entry.count;
    if (!name.empty()) entry.names.insert(name);
}

void Remarks::add_all(const Remarks& other) {
    for (const auto& [sentence, entry] : other.about) {
        about[sentence].count += entry.count;
        about[sentence].names.insert(entry.names.begin(), entry.names.end());
    }
}

std::vector<std::string> Remarks::lines() const {
    std::vector<std::string> out;
    for (const auto& [sentence, entry] : about) {
        const std::vector<std::string> names(entry.names.begin(), entry.names.end());
        std::string line = sentence;
        if (!names.empty()) line += ": " + join(names, ", ");
        if (names.size() < 2 && entry.count > 1) line += fmt::format(" ({} times)", entry.count);
        out.push_back(std::move(line));
    }
    return out;
}

std::string laid_out(const nlohmann::ordered_json& document, Layout layout) {
    return layout == Layout::kOneLine ? compact(document) + '\n' : pretty(document);
}

std::string scalar_text(const Scalar& value) {
    if (const auto* number = std::get_if<double>(&value)) return shortest(*number);
    if (const auto* truth = std::get_if<bool>(&value)) return *truth ? "true" : "false";
    return std::get<std::string>(value);
}

std::string settings_text(const Scalars& settings) {
    std::vector<std::string> pieces;
    for (const auto& [name, value] : settings) pieces.push_back(name + "=" + scalar_text(value));
    return join(pieces, ", ");
}

std::string run_identifier(const Run& run) {
    constexpr std::size_t kDigits = 16;
    std::string about = run.provenance.sha256 + '\n' + run.provenance.source;
    for (const std::string& at : run.provenance.at) about += '\n' + at;
    about += '\n' + run.experiment_id + '\n' + run.model_name.value_or("") + '\n' +
             settings_text(run.variant) + '\n' + settings_text(run.parameters);
    return sha256_hex(about).substr(0, kDigits);
}

bool is_rfc3339(std::string_view text) {
    constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:dd";
    if (text.size() <= kShape.size()) return false;
    for (std::size_t i = 0; i < kShape.size(); ++i) {
        if (kShape[i] == 'd' ? !is_digit(text[i]) : text[i] != kShape[i]) return false;
    }
    text.remove_prefix(kShape.size());
    if (text.front() == '.') {
        text.remove_prefix(1);
        while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);
    }
    if (text == "Z") return true;
    return text.size() == 6 && (text[0] == '+' || text[0] == '-') && is_digit(text[1]) &&
           is_digit(text[2]) && text[3] == ':' && is_digit(text[4]) && is_digit(text[5]);
}

Exported export_chimera(std::span<const Run> runs, const ExportOptions& options) {
    Exported out;
    for (const Run& run : runs) {
        out.documents.push_back(laid_out(run_json(run, Samples::kInline), options.layout));
    }
    return out;
}

}  // namespace chimera::results
