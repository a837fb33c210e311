// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "model/metric.h"
#include "results/export.h"

namespace chimera::results {

using Json = nlohmann::ordered_json;

// Why the schema cannot hold the run; "" where it can.
static std::string why_refused(const Run& run, const ExportOptions& options) {
    if (options.organization.empty() || options.relationship.empty()) {
        return "the schema demands who evaluated and how they stand to the model's maker; say it "
               "with --organization and --relationship";
    }
    if (!run.model_name) return "not exported, for the source names no model";
    if (!run.suite) return "not exported, for the source names no evaluation";
    return {};
}

static Json strings(const Scalars& settings) {
    Json out = Json::object();
    for (const auto& [name, value] : settings) out[name] = scalar_text(value);
    return out;
}

static Json model_info(const Run& run) {
    Json out = {{"name", *run.model_name}, {"id", *run.model_name}};
    Json details = strings(run.variant);
    details["deployment_type"] = "unknown";
    details["model_availability"] = "unknown";
    out["additional_details"] = std::move(details);
    return out;
}

// Nothing where the metric has no direction or no centre.
static Json result_of(const Run& run, const RunMetric& metric, Remarks& remarks) {
    const model::Metric* known = model::find_metric(metric.id);
    if (known == nullptr || known->polarity == model::Polarity::kNeither) {
        remarks.add(
            "left out, for the schema demands whether less is better and the definition does not "
            "say",
            metric.id);
        return {};
    }
    const double* mean = metric.find("mean");
    const double* score = mean != nullptr ? mean : metric.find("value");
    if (score == nullptr) {
        remarks.add("left out, for it has neither a mean nor one value", metric.id);
        return {};
    }
    Json config = {{"evaluation_description", metric.definition},
                   {"metric_id", metric.id},
                   {"metric_name", known->name}};
    if (!metric.unit.empty()) config["metric_unit"] = metric.unit;
    config["lower_is_better"] = known->polarity == model::Polarity::kLowerIsBetter;
    Json details = {{"score", *score}};
    if (const double* sd = metric.find("sd"); sd != nullptr) {
        details["uncertainty"]["standard_deviation"] = *sd;
    }
    if (metric.n) details["uncertainty"]["num_samples"] = *metric.n;
    return {{"evaluation_name", *run.suite},
            {"source_data", {{"dataset_name", *run.suite}, {"source_type", "other"}}},
            {"metric_config", std::move(config)},
            {"score_details", std::move(details)}};
}

static Json document_of(const Run& run, Json results, const ExportOptions& options) {
    const std::string retrieved = fmt::format("{}", options.retrieved);
    Json source = {{"source_type", "evaluation_run"},
                   {"source_organization_name", options.organization},
                   {"evaluator_relationship", options.relationship}};
    Json details = {{"source_file", run.provenance.source},
                    {"source_sha256", run.provenance.sha256},
                    {"experiment_id", run.experiment_id}};
    for (const auto& [name, value] : run.parameters) details[name] = scalar_text(value);
    source["additional_details"] = std::move(details);
    Json out = {{"schema_version", "0.3.0"},
                {"evaluation_id", fmt::format("{}/{}/{}/{}", *run.suite, *run.model_name, retrieved,
                                              run_identifier(run))}};
    if (run.provenance.first_time) out["evaluation_timestamp"] = *run.provenance.first_time;
    out["retrieved_timestamp"] = retrieved;
    out["source_metadata"] = std::move(source);
    out["eval_library"] = {{"name", run.provenance.producer.name.value_or("unknown")},
                           {"version", run.provenance.producer.version.value_or("unknown")}};
    out["model_info"] = model_info(run);
    out["evaluation_results"] = std::move(results);
    return out;
}

Exported export_eee(std::span<const Run> runs, const ExportOptions& options) {
    Exported out;
    for (const Run& run : runs) {
        if (const std::string why = why_refused(run, options); !why.empty()) {
            ++out.refused;
            out.remarks.add(why, run.provenance.source);
            continue;
        }
        Remarks remarks;
        Json results = Json::array();
        for (const RunMetric& metric : run.metrics) {
            Json result = result_of(run, metric, remarks);
            if (!result.is_null()) results.push_back(std::move(result));
        }
        out.remarks.add_all(remarks);
        if (results.empty()) {
            ++out.refused;
            out.remarks.add("not exported, for it has no score that the schema can hold",
                            run.provenance.source);
            continue;
        }
        out.remarks.add(
            "percentiles, medians, ends, locators and hardware have no place in the "
            "schema");
        out.documents.push_back(
            laid_out(document_of(run, std::move(results), options), options.layout));
    }
    return out;
}

}  // namespace chimera::results
