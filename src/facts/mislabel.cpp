// SPDX-License-Identifier: Apache-2.0
// Rows whose label names an accelerator while their own provider is the CPU, or the reverse.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/text.h"
#include "facts/analysis.h"
#include "facts/cells.h"
#include "facts/rows.h"
#include "facts/stored_contest.h"
#include "model/device.h"
#include "model/locator.h"

namespace chimera::facts {

static constexpr std::size_t kMostMislabels = 200;

namespace {

// A text that says where a row ran: a column of the row, its own key, or an object around it.
struct Field {
    std::string name;
    const model::Column* column = nullptr;
    const model::Context* context = nullptr;
};

}  // namespace

static std::vector<Field> fields_of(const model::Table& table, bool (*wanted)(std::string_view)) {
    std::vector<Field> out;
    for (const model::Column& column : table.columns) {
        if (!column.texts.dictionary().empty() && wanted(column.name))
            out.push_back({column.name, &column, nullptr});
    }
    for (const model::Context& around : table.context) {
        if (!around.text.empty() && wanted(around.pointer))
            out.push_back({around.pointer, nullptr, &around});
    }
    return out;
}

static std::string text_of(const Field& field, std::uint32_t row) {
    return field.column == nullptr ? field.context->text
                                   : std::string(field.column->texts.text(row));
}

static FactId text_fact(Analysis& analysis, const model::Table& table, const Field& field,
                        std::uint32_t row) {
    const std::string document = table.document == 0 ? "" : fmt::format("doc={}", table.document);
    Cells cell{.source = table.source};
    if (field.column == nullptr) {
        cell.at = {document + field.context->pointer};
    } else {
        cell = cell_at(table, *field.column, row);
    }
    Fact fact;
    fact.label = fmt::format("what `{}` says", last_segment(field.name));
    fact.value = text_of(field, row);
    fact.op = "text";
    fact.statistic = "text";
    fact.operands = {std::move(cell)};
    fact.n = 1;
    const auto role = field.column == nullptr ? role_at(analysis.records.sources[table.source],
                                                        field.context->pointer, table.role)
                                              : table.role;
    fact.kind = fact.worst = class_of_role(role);
    fact.display = text_of(field, row);
    return analysis.book.add(std::move(fact));
}

static bool contradict(const Field& label, const Field& provider, std::uint32_t row) {
    const model::Device named = model::device_named_in(text_of(label, row));
    const model::Device ran = model::device_named_in(text_of(provider, row));
    return named != model::Device::kNone && ran != model::Device::kNone && named != ran;
}

static bool may_contradict(const Field& field) {
    if (field.column == nullptr)
        return model::device_named_in(field.context->text) != model::Device::kNone;
    const auto& all = field.column->texts.dictionary();
    for (const std::string_view text : all) {
        if (model::device_named_in(text) != model::Device::kNone) return true;
    }
    return false;
}

Mislabels find_mislabels(Analysis& analysis) {
    Mislabels out;
    for (const model::Table& table : analysis.records.tables) {
        const bool counts = table.role == model::Role::kRaw || table.role == model::Role::kSummary;
        if (!counts || table.is_nested() || table.counts_twice ||
            analysis.records.sources[table.source].duplicate_of)
            continue;
        auto providers = fields_of(table, model::names_provider);
        auto labels = fields_of(table, model::names_label);
        std::erase_if(providers, [](const Field& field) { return !may_contradict(field); });
        std::erase_if(labels, [](const Field& field) { return !may_contradict(field); });
        if (providers.empty() || labels.empty()) continue;
        for (std::uint32_t row = 0; row < table.rows && out.size() < kMostMislabels; ++row) {
            if (table.is_failed(row)) continue;
            for (const Field& provider : providers) {
                const auto label = std::find_if(
                    labels.begin(), labels.end(),
                    [&](const Field& field) { return contradict(field, provider, row); });
                if (label == labels.end()) continue;
                out[{&table, row}] = {.label = text_fact(analysis, table, *label, row),
                                      .provider = text_fact(analysis, table, provider, row),
                                      .field = std::string(last_segment(label->name)),
                                      .provider_field = std::string(last_segment(provider.name)),
                                      .source = table.source};
                break;
            }
        }
    }
    return out;
}

}  // namespace chimera::facts
