// SPDX-License-Identifier: Apache-2.0
// Metrics of a request that follow from others which the file holds of the same requests: the time
// per output token, (end to end - first token) / (tokens - 1), and the end-to-end time per token.
// Where the file states them too, both stand side by side.
#include <algorithm>
#include <cmath>

#include "facts/propositions/finders.h"
#include "facts/stored.h"

namespace chimera::facts {

static const Wording kWordings[] = {
    {"statement.recomputed.title",
     "What follows row by row from the latencies and the tokens of single requests:"},
    {"statement.recomputed.row",
     "| {source} | {subject} | {metric} | {requests} | {mean} | {median} | {max} | {stated} |",
     {"file", "model", "metric", "requests", "mean", "median", "max", "mean as the file has it"}},
    {"statement.off.1",
     "By its own rows the mean {metric} of {source} is {mean}, and the file has {stated}."},
    {"statement.off.2", "{source} has {stated} as its mean {metric}, where its rows give {mean}."},
};

// A stated mean that differs by more than this share is spoken of.
static constexpr double kDiffers = 0.01;

static const Series* beside_it(const Analysis& analysis, const Series& series,
                               std::string_view metric) {
    const auto found = beside_in_source(analysis, series, metric);
    return found ? &analysis.series[*found] : nullptr;
}

// Is the nth value of one of the same request as the nth of the other?
static bool same_requests(const Series& a, const Series& b) {
    const Part& one = a.parts.front();
    const Part& other = b.parts.front();
    if (one.table == other.table) return one.rows == other.rows;
    const model::Table& left = *one.table;
    const model::Table& right = *other.table;
    if (!left.is_nested() || !right.is_nested() || one.rows.size() != other.rows.size())
        return false;
    for (std::size_t i = 0; i < one.rows.size(); ++i) {
        const std::uint32_t l = one.rows[i];
        const std::uint32_t r = other.rows[i];
        if (left.element_of(l) != right.element_of(r) ||
            left.owners[left.owner_of(l)] != right.owners[right.owner_of(r)])
            return false;
    }
    return true;
}

namespace {

// How a metric follows from others, in the order of the letters a, b, c.
struct Formula {
    std::string_view metric;
    std::string_view expression;
    std::vector<const Series*> of;
    double (*value)(double, double, double);
};

}  // namespace

static const Series* first_token_of(const Analysis& analysis, const Series& latency) {
    for (const char* metric : {"ttft_s", "ttfr_s", "ttfo_s"}) {
        if (const Series* found = beside_it(analysis, latency, metric)) return found;
    }
    return nullptr;
}

static std::vector<Formula> formulas_of(const Analysis& analysis, const Series& latency) {
    std::vector<Formula> out;
    const Series* tokens = beside_it(analysis, latency, "output_tokens");
    if (tokens == nullptr || !same_requests(latency, *tokens)) return out;
    const auto least = [](const Series& series) {
        return *std::min_element(series.values.begin(), series.values.end());
    };
    if (least(*tokens) < 1) return out;
    out.push_back({"e2e_per_token_ms", "a / b", {&latency, tokens}, [](double a, double b, double) {
                       return 1000 * a / b;
                   }});
    const Series* first = first_token_of(analysis, latency);
    // A request of one token has no time per further token.
    if (first == nullptr || !same_requests(latency, *first) || least(*tokens) < 2) return out;
    out.push_back({"tpot_ms",
                   "(a - b) / (c - 1)",
                   {&latency, first, tokens},
                   [](double a, double b, double c) { return 1000 * (a - b) / (c - 1); }});
    return out;
}

// The mean that the file has: that of its own column, else one that it stores.
static FactId stated_mean(Analysis& analysis, const Series& latency, std::string_view metric) {
    if (const Series* own = beside_it(analysis, latency, metric)) return mean_of(analysis, *own);
    const model::SourceIndex source = latency.parts.front().table->source;
    for (const StoredGroup& group : analysis.stored_only) {
        if (group.source != source || group.metric.id != metric || group.rows.size() != 1) continue;
        const auto mean = group.rows.front().by_statistic.find("mean");
        if (mean != group.rows.front().by_statistic.end()) return mean->second;
    }
    return kNoFact;
}

static void tell(Analysis& analysis, const Series& latency, const Formula& formula) {
    const model::Metric& metric = *model::find_metric(formula.metric);
    Mapped sample{.expression = std::string(formula.expression)};
    for (const Series* arg : formula.of) {
        const auto* cells = std::get_if<Cells>(&arg->operands.front());
        if (arg->operands.size() != 1 || cells == nullptr || arg->parts.front().table->is_text())
            return;
        sample.args.push_back(*cells);
        // Times of requests are in seconds, those of tokens in milliseconds.
        if (arg->metric.unit == "s") sample.args.back().scale *= 1000;
    }
    std::vector<double> values(latency.values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double third = formula.of.size() > 2 ? formula.of[2]->values[i] : 0;
        values[i] = formula.value(formula.of[0]->values[i], formula.of[1]->values[i], third);
    }
    const auto fact = [&](const char* op) {
        Fact described{.label = std::string(op) + " " + metric.name + ", row by row",
                       .unit = metric.unit,
                       .kind = latency.kind,
                       .worst = latency.kind,
                       .metric = metric.id,
                       .scope = latency.scope};
        return analysis.book.of_mapped(op, {sample}, values, std::move(described));
    };
    const FactId mean = fact("mean");
    const FactId stated = stated_mean(analysis, latency, formula.metric);
    const std::size_t at = static_cast<std::size_t>(&latency - analysis.series.data());
    if (mean == kNoFact) return;
    Proposition row{.kind = "statement", .wordings = {"statement.recomputed.row"}};
    row.slots = {{"source", SourceSlot{latency.parts.front().table->source}},
                 {"subject", model_slot(analysis.book, mean)},
                 {"metric", literal(metric.name)},
                 {"requests", link(analysis.summaries[at].n)},
                 {"mean", link(mean)},
                 {"median", link(fact("median"))},
                 {"max", link(fact("max"))},
                 {"stated", stated == kNoFact ? Slot(literal("–")) : Slot(link(stated))}};
    row.topic = "tools recomputed";
    const double ours = analysis.book.number(mean);
    const bool differs = stated != kNoFact && std::fabs(analysis.book.number(stated) - ours) >
                                                  kDiffers * std::fabs(ours);
    if (differs) {
        Proposition off = row;
        off.wordings = ids_of(kWordings, "statement.off");
        off.salience = 0.6;
        off.mandatory = true;
        off.topic = "conflict/stated";
        analysis.found.push_back(std::move(off));
    }
    analysis.found.push_back(std::move(row));
}

static void find(Analysis& analysis) {
    constexpr std::size_t kMostTold = 40;
    const std::size_t before = analysis.found.size();
    for (const Series& latency : analysis.series) {
        const bool asked = latency.metric.id == "e2e_latency_s" && latency.parts.size() == 1 &&
                           latency.values.size() > 1;
        if (!asked || analysis.found.size() - before >= kMostTold) continue;
        for (const Formula& formula : formulas_of(analysis, latency)) {
            tell(analysis, latency, formula);
        }
    }
    if (analysis.found.size() == before) return;
    analysis.found.push_back({.kind = "statement",
                              .wordings = {"statement.recomputed.title"},
                              .topic = "tools recomputed/title"});
}

Finder recomputed_finder() {
    return {{kWordings}, find};
}

}  // namespace chimera::facts
