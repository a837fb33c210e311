// SPDX-License-Identifier: Apache-2.0
// docs/metrics.md and docs/formats.md hold what the registries say, word for word: the part of each
// behind a heading is written by this test where CHIMERA_APPROVE is set, and compared where not.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "model/definition.h"
#include "model/metric.h"
#include "producers/producer.h"

namespace chimera::producers {

static std::string better(model::Polarity polarity) {
    switch (polarity) {
        case model::Polarity::kHigherIsBetter: return "higher";
        case model::Polarity::kLowerIsBetter: return "lower";
        default: return "-";
    }
}

static std::string or_dash(std::string_view text) {
    return text.empty() ? "-" : std::string(text);
}

static std::string metric_tables() {
    std::string out = "\n| id | name | unit | better | ranked | definition |\n";
    out += "|---|---|---|---|---|---|\n";
    for (const model::Metric& metric : model::registered_metrics()) {
        out += fmt::format("| `{}` | {} | {} | {} | {} | {} |\n", metric.id, metric.name,
                           metric.unit.empty() ? "(none)" : metric.unit, better(metric.polarity),
                           metric.headline ? "yes" : "", metric.definition);
    }
    out +=
        "\n### Definitions\n\nOf metrics that measure an event. Percentiles of chimera's own are "
        "of "
        "type 7, its standard\ndeviations divide by n - 1.\n\n";
    out += "| metric | formula | the clock starts | it stops | a token is | values |\n";
    out += "|---|---|---|---|---|---|\n";
    for (const model::Definition& definition : model::definitions()) {
        out += fmt::format("| `{}` | {} | {} | {} | {} | {} |\n", definition.metric,
                           definition.formula, or_dash(definition.start), or_dash(definition.stop),
                           or_dash(definition.tokens), definition.pooling);
    }
    return out;
}

static std::string spread_of(Spread spread) {
    switch (spread) {
        case Spread::kSample: return "n - 1";
        case Spread::kPopulation: return "n";
        default: return "-";
    }
}

static std::string tool_tables() {
    std::string out =
        "\n| id | tool | tested with | its percentiles | its deviations divide by | "
        "what its figures are taken under |\n|---|---|---|---|---|---|\n";
    for (const Producer* tool : producers()) {
        out += fmt::format("| `{}` | {} | {} | {} | {} | {} |\n", tool->id, tool->title,
                           tool->tested, or_dash(tool->percentiles), spread_of(tool->spread),
                           or_dash(tool->refused.empty() ? tool->notes : tool->refused));
    }
    out +=
        "\n### What a tool's names are\n\nNames whose meaning depends on the tool. `a/b` is b "
        "under a. All others are read as docs/metrics.md says.\n\n";
    out += "| tool | its name | metric |\n|---|---|---|\n";
    for (const Producer* tool : producers()) {
        for (const model::Term& term : tool->terms) {
            if (term.meaning != model::Meaning::kMetric) continue;
            out += fmt::format("| `{}` | `{}` | `{}` |\n", tool->id, term.name, term.metric);
        }
    }
    return out;
}

// The text of the document with everything behind the heading's line, up to the next heading of its
// rank or the end, replaced.
static void expect_part(const std::string& path, const std::string& heading,
                        const std::string& part) {
    std::ostringstream read;
    read << std::ifstream(path).rdbuf();
    const std::string text = read.str();
    const auto at = text.find("\n" + heading + "\n");
    ASSERT_NE(at, std::string::npos) << path << " has no heading " << heading;
    const auto begin = at + heading.size() + 2;
    const auto next = text.find("\n## ", begin);
    std::string today = text.substr(0, begin) + part;
    if (next != std::string::npos) today += text.substr(next);
    if (std::getenv("CHIMERA_APPROVE") != nullptr) {
        std::ofstream(path) << today;
        return;
    }
    EXPECT_TRUE(text == today) << path
                               << " is not what the registry says; CHIMERA_APPROVE=1 with this "
                                  "test writes it";
}

TEST(Documents, MetricsAreThoseOfTheRegistry) {
    expect_part("docs/metrics.md", "## The registry", metric_tables());
}

TEST(Documents, ToolsAreThoseOfTheRegistry) {
    expect_part("docs/formats.md", "## Tools", tool_tables());
}

}  // namespace chimera::producers
