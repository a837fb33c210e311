// SPDX-License-Identifier: Apache-2.0
// What may be said of aggregates that a file stores: means with deviations and counts against each
// other, what compiling costs, labels that a row contradicts.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/text.h"
#include "model/device.h"
#include "model/metric.h"
#include "verify/place.h"
#include "verify/rules.h"

namespace chimera::verify {

static bool is_around(const JsonTree& tree, JsonId object, JsonId cell) {
    for (JsonId at = tree.node(cell).parent; at != kNoJson; at = tree.node(at).parent) {
        if (at == object) return true;
    }
    return false;
}

// A count is of a mean in its row, or in an object around it, or in the settings of such a one.
static bool counts_for(const Place& count, const Place& mean) {
    static constexpr std::string_view kBoxes[] = {"settings", "config", "configuration", "args",
                                                  "options",  "params", "parameters",    "setup"};
    if (stand_together(count, mean)) return true;
    if (count.file != mean.file || count.cell.in != Cell::In::kJson) return false;
    const JsonTree& tree = count.file->json();
    const JsonId box = tree.node(count.cell.row).parent;
    if (box == kNoJson) return false;
    if (is_around(tree, box, mean.cell.row)) return true;
    const JsonId outer = tree.node(box).parent;
    const bool boxed =
        std::find(std::begin(kBoxes), std::end(kBoxes), lower(tree.key(box))) != std::end(kBoxes);
    return boxed && outer != kNoJson && is_around(tree, outer, mean.cell.row);
}

static std::string wrong_arm(Case& self, const Fact& interval, std::size_t first) {
    const Fact* mean = self.evidence().fact(interval.operands[first].fact);
    const Fact* sd = self.evidence().fact(interval.operands[first + 1].fact);
    const Fact* n = self.evidence().fact(interval.operands[first + 2].fact);
    if (mean == nullptr || sd == nullptr || n == nullptr) return "its interval is over no facts";
    if (mean->statistic != "mean" || sd->statistic != "sd" || mean->metric != sd->metric ||
        mean->unit != sd->unit) {
        return fmt::format("F{} and F{} are no mean and its deviation", mean->id, sd->id);
    }
    if (mean->op != "cell") return {};
    const auto mean_at = only_cell(*mean, self.executor);
    const auto sd_at = only_cell(*sd, self.executor);
    const auto n_at = only_cell(*n, self.executor);
    if (!mean_at || !sd_at || !n_at || !stand_together(*mean_at, *sd_at)) {
        return fmt::format("F{} is not the deviation that belongs to F{}", sd->id, mean->id);
    }
    const std::string column = n_at->file->column_name(n_at->cell);
    if (!model::is_sample_size(column) || !counts_for(*n_at, *mean_at)) {
        return fmt::format("F{} does not count the values behind F{}", n->id, mean->id);
    }
    return {};
}

std::string wrong_moments(Case& self, const Fact& interval) {
    constexpr std::size_t kOperands = 6;
    if (interval.op != "welch_ci_stats" || interval.operands.size() != kOperands) return {};
    std::string wrong = wrong_arm(self, interval, 0);
    return wrong.empty() ? wrong_arm(self, interval, kOperands / 2) : wrong;
}

std::string wrong_mean_of_one(Case& self, const Fact& value) {
    const Fact* count = self.fact("count");
    if (count == nullptr) return self.wrong;
    if (value.op != "cell" || value.statistic != "mean") {
        return fmt::format("F{} is no stored mean", value.id);
    }
    if (count->op != "cell" || count->number() == nullptr || *count->number() != 1) {
        return fmt::format("F{} is no count of one", count->id);
    }
    const auto mean_at = only_cell(value, self.executor);
    const auto count_at = only_cell(*count, self.executor);
    if (!mean_at || !count_at || !counts_for(*count_at, *mean_at) ||
        !model::is_sample_size(count_at->file->column_name(count_at->cell))) {
        return fmt::format("F{} does not count the values behind F{}", count->id, value.id);
    }
    return {};
}

std::string wrong_payback(Case& self, const Fact& a, const Fact& b) {
    if (!self.has("runs")) return {};
    const Fact* runs = self.fact("runs");
    if (runs == nullptr) return self.wrong;
    if (runs->op != "ratio" || runs->operands.size() != 2 || !runs->params.numbers.empty()) {
        return fmt::format("F{} is no cost over a gain", runs->id);
    }
    const Fact* cost = self.evidence().fact(runs->operands[0].fact);
    const Fact* gain = self.evidence().fact(runs->operands[1].fact);
    if (cost == nullptr || gain == nullptr || gain->op != "difference" ||
        gain->operands.size() != 2 || gain->operands[0].fact != b.id ||
        gain->operands[1].fact != a.id) {
        return fmt::format("F{} is not over what F{} gains against F{}", runs->id, a.id, b.id);
    }
    if (cost->metric != "compile_time_s" || cost->unit != gain->unit || cost->scope != a.scope) {
        return fmt::format("F{} is not what compiling for F{} took", cost->id, a.id);
    }
    return {};
}

// A stored statistic of the same thing as the mean, from its own row.
static const Fact* beside(Case& self, const char* name, const Fact& mean, const Place& at) {
    const Fact* fact = self.fact(name);
    if (fact == nullptr) return nullptr;
    const auto place = only_cell(*fact, self.executor);
    if (fact->op != "cell" || fact->statistic != name || fact->metric != mean.metric ||
        fact->unit != mean.unit || fact->number() == nullptr || !place ||
        !stand_together(*place, at)) {
        self.wrong = fmt::format("F{} is not the {} beside F{}", fact->id, name, mean.id);
        return nullptr;
    }
    return fact;
}

// What the sentence calls the row stands in the mean's address, or in its record.
static std::string wrong_row_name(Case& self, const Fact& mean, const Place& at) {
    const std::string pointer = mean.operands[0].at[0] + "/";
    for (const FilledSlot& slot : self.filled.slots) {
        if (slot.slot->is != Slot::Is::kName) continue;
        for (const std::string_view part : split(slot.slot->text, ',')) {
            const auto equals = part.find('=');
            const std::string name(trim(part));
            const bool addressed = pointer.find("/" + name + "/") != std::string::npos ||
                                   at.file->stands_under(at.cell, name);
            if (addressed) continue;
            const auto field = equals == std::string_view::npos
                                   ? std::nullopt
                                   : at.file->field(at.cell, trim(part.substr(0, equals)));
            if (!field || trim(*field) != trim(part.substr(equals + 1)))
                return fmt::format("F{} is not of `{}`", mean.id, utf8_prefix(name, 60));
        }
    }
    return {};
}

// A mean over three medians, with a maximum over ten of them and over five means; or, without a
// median, a deviation above the mean, which is over three minima and under a third of the maximum.
std::string check_carried_mean(Case& self) {
    constexpr double kTimes = 3;
    constexpr double kMaxima = 10;
    constexpr double kMeans = 5;
    const Fact* mean = self.fact("mean");
    const auto at = mean == nullptr ? std::nullopt : only_cell(*mean, self.executor);
    if (mean == nullptr) return self.wrong;
    if (!at || mean->statistic != "mean" || mean->number() == nullptr || !(*mean->number() > 0))
        return "it is of no stored mean";
    const double m = *mean->number();
    const Fact* max = beside(self, "max", *mean, *at);
    if (max == nullptr) return self.wrong;
    bool carried = false;
    if (self.has("median")) {
        const Fact* median = beside(self, "median", *mean, *at);
        if (median == nullptr) return self.wrong;
        const double middle = *median->number();
        carried = middle > 0 && m > kTimes * middle && *max->number() > kMaxima * middle &&
                  *max->number() > kMeans * m;
    } else {
        const Fact* sd = beside(self, "sd", *mean, *at);
        const Fact* min = beside(self, "min", *mean, *at);
        if (sd == nullptr || min == nullptr) return self.wrong;
        carried = *sd->number() > m && m > kTimes * *min->number() && *max->number() > kTimes * m;
    }
    if (!carried) return fmt::format("F{} is not carried by a few values", mean->id);
    return wrong_row_name(self, *mean, *at);
}

// The label is a field of the row, of an object around it, or one that the source binds for all.
static bool labels(const Fact& label, const Place& at, const Place& provider) {
    if (at.file != provider.file) return false;
    if (at.cell.in != Cell::In::kJson) return at.cell.row == provider.cell.row;
    const JsonTree& tree = at.file->json();
    const JsonId object = tree.node(at.cell.row).parent;
    if (object != kNoJson && is_around(tree, object, provider.cell.row)) return true;
    const auto& bind = at.file->source().bind;
    return std::any_of(bind.begin(), bind.end(), [&](const auto& entry) {
        return !entry.second.pointer.empty() && entry.second.pointer == label.operands[0].at[0];
    });
}

// A row that is compared with nothing enters no claim that takes or denies a side.
static bool is_compared(const Evidence& evidence, const Fact& of) {
    const std::string id = fmt::format("F{}", of.id);
    for (const Claim& claim : evidence.claims) {
        for (const Part& part : claim.parts) {
            if (!part.arguments.contains("interval")) continue;
            for (const char* name : {"a", "b", "winner", "among", "tied", "low", "high"}) {
                const auto found = part.arguments.find(name);
                if (found == part.arguments.end()) continue;
                const auto& texts = found->second.texts;
                if (std::find(texts.begin(), texts.end(), id) != texts.end()) return true;
            }
        }
    }
    return false;
}

static std::string wrong_fields(Case& self, const std::string& label, const std::string& provider) {
    if (!model::names_label(label)) return fmt::format("`{}` labels nothing", label);
    if (!model::names_provider(provider)) return fmt::format("`{}` names no provider", provider);
    for (const FilledSlot& slot : self.filled.slots) {
        if (slot.slot->is != Slot::Is::kName) continue;
        if (slot.slot->text != label && slot.slot->text != provider)
            return fmt::format("no text of it is of `{}`", utf8_prefix(slot.slot->text, 60));
    }
    return {};
}

std::string check_mislabel(Case& self) {
    const Fact* label = self.fact("claimed");
    const Fact* provider = self.fact("meant");
    if (label == nullptr || provider == nullptr) return self.wrong;
    const auto label_at = only_cell(*label, self.executor);
    const auto provider_at = only_cell(*provider, self.executor);
    if (!label_at || !provider_at || provider->op != "text") return "its texts are no cells";
    std::string wrong =
        wrong_fields(self, std::string(last_segment(label_at->file->column_name(label_at->cell))),
                     std::string(last_segment(provider_at->file->column_name(provider_at->cell))));
    if (!wrong.empty()) return wrong;
    const model::Device named = model::device_named_in(std::get<std::string>(label->value));
    const model::Device ran = model::device_named_in(std::get<std::string>(provider->value));
    if (named == model::Device::kNone || ran == model::Device::kNone || named == ran)
        return "its two texts do not contradict each other";
    const Fact* of = self.has("of") ? self.fact("of") : nullptr;
    if (self.has("of") && of == nullptr) return self.wrong;
    const auto same_row = [&](const Fact& fact) {
        const auto taken = self.executor.sample(fact.operands[0]);
        return taken.ok() && out_of_scope(*taken.value(), of->scope, self.executor.input()).empty();
    };
    if (of != nullptr && !same_row(*provider)) return "the provider is of another row";
    const bool of_row =
        (of != nullptr && same_row(*label)) || labels(*label, *label_at, *provider_at);
    if (!of_row) return "the label is of another row";
    if (of != nullptr && is_compared(self.evidence(), *of))
        return fmt::format("F{} is compared all the same", of->id);
    return {};
}

}  // namespace chimera::verify
