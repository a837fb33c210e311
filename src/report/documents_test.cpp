// SPDX-License-Identifier: Apache-2.0
#include "report/documents.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/sha256.h"
#include "core/text.h"
#include "report/draft_for_test.h"
#include "report/schema.h"

namespace chimera::report {

using Json = nlohmann::ordered_json;

static Meta meta_for_test() {
    Meta meta;
    meta.root = "input";
    meta.command = "chimera report input --llm off";
    meta.version = "0.1.0";
    meta.started = "2026-01-01T00:00:00Z";
    meta.timings = {{"total_s", 0.25}};
    return meta;
}

static Result<Documents> make_documents(const model::RecordSet& records, facts::Draft draft,
                                        const Meta& meta, const Redact& redact) {
    TRY_ASSIGN(Composed composed, compose_redacted(records, std::move(draft), redact));
    return write_documents(records, std::move(composed), meta);
}

static Documents made(facts::Draft draft, const Meta& meta, const Redact& redact = nullptr) {
    auto documents = make_documents(records_for_test(), std::move(draft), meta, redact);
    EXPECT_TRUE(documents.ok()) << documents.error().message;
    return documents.ok() ? std::move(documents).value() : Documents{};
}

TEST(EvidenceJson, SatisfiesItsSchemaAndSaysEverything) {
    const Documents documents = made(draft_for_test(), meta_for_test());
    const Json evidence = Json::parse(documents.evidence);
    const Status valid = Schema().check(Schema::kWhole, evidence);
    EXPECT_TRUE(valid.ok()) << valid.error().message;
    EXPECT_EQ(evidence["report"]["sha256"], sha256_hex(documents.report));
    EXPECT_EQ(evidence["report"]["timings"]["total_s"], 0.25);
    EXPECT_EQ(evidence["sources"][0].dump(),
              "{\"id\":\"S1\",\"path\":\"a.csv\",\"sha256\":\"" + std::string(64, 'a') +
                  "\",\"bytes\":67,\"modified\":\"1970-01-01T00:00:00Z\",\"format\":\"csv\","
                  "\"role\":\"raw\",\"dialect\":{\"delimiter\":\",\",\"encoding\":\"utf-8\","
                  "\"header_row\":1},\"bind\":{\"model\":{\"column\":\"model\"}},"
                  "\"failed\":[{\"at\":\"cell=4,1-4,3\",\"why\":\"refused by /home/ann\"}]}");
    EXPECT_EQ(evidence["facts"][3].dump(),
              "{\"id\":\"F4\",\"label\":\"mean generation throughput of `n:2`\",\"value\":"
              "[2.5814771699289363,16.418522830071062],\"unit\":\"tok/s\",\"op\":\"welch_ci\","
              "\"operands\":[{\"source\":\"S1\",\"at\":[\"cell=2,2-3,2\"]}],\"params\":{\"level\":"
              "0.95},\"n\":2,\"class\":\"measured\",\"metric\":\"tokens_s\",\"statistic\":"
              "\"welch_ci\",\"scope\":{\"model\":\"n:2\"},\"display\":\"2.58 to 16.42 tok/s\"}");
    EXPECT_EQ(evidence["facts"][0]["value"].dump(), "11");
    EXPECT_EQ(evidence["facts"][2]["operands"].dump(), R"([{"fact":"F2"},{"fact":"F1"}])");
    EXPECT_EQ(evidence["claims"][0]["slots"].dump(),
              R"({"a":{"scope":"model","of":"F1"},"b":{"scope":"model","of":"F2"},)"
              R"("d":{"fact":"F3"},"v":{"fact":"F2"}})");
    EXPECT_EQ(evidence["claims"][0]["arguments"].dump(),
              R"({"a":"F2","b":"F1","direction":"higher","interval":"F4"})");
    EXPECT_EQ(evidence["claims"][2]["arguments"].dump(), R"({"because":["C1"]})");
    const Json row = {{"proposition", "statement"},
                      {"text", "| {model} | {mean} |"},
                      {"columns", {"model", "mean (tok/s)"}},
                      {"gated", Json::array()}};
    EXPECT_EQ(evidence["templates"]["row.1"].dump(), row.dump());
}

TEST(EvidenceJson, KnowsEveryKindOfOperandAndParameter) {
    auto draft = draft_for_test();
    facts::Cells cells{.source = 0,
                       .at = {"line=4"},
                       .scale = 0.001,
                       .raw = "12",
                       .nth = 2,
                       .where = {{"num_gpu", "==", 80.0}, {"phase", "!=", std::string("warm")}}};
    draft.facts[2].operands = {cells, facts::OfSources{{0}},
                               facts::Mapped{"a - b", {cells, cells}}};
    draft.facts[2].params = {{"test.op", std::string("<")},
                             {"test.value", 3.0},
                             {"seed", std::int64_t{7}},
                             {"rows", std::vector<double>{1, 2.5}}};
    const Json fact = Json::parse(made(draft, meta_for_test()).evidence)["facts"][2];
    const std::string cell = R"({"source":"S1","at":["line=4"],"scale":0.001,"raw":"12","nth":2,)"
                             R"("where":[{"column":"num_gpu","op":"==","value":80},)"
                             R"({"column":"phase","op":"!=","value":"warm"}]})";
    EXPECT_EQ(
        fact["operands"].dump(),
        "[" + cell + R"(,{"sources":["S1"]},{"map":"a - b","args":[)" + cell + "," + cell + "]}]");
    EXPECT_EQ(fact["params"].dump(), R"({"rows":[1,2.5],"seed":7,"test":{"op":"<","value":3}})");
}

TEST(EvidenceJson, AnInvalidItemIsAnInternalError) {
    auto draft = draft_for_test();
    draft.facts[0].op = "guess";
    auto documents = make_documents(records_for_test(), draft, meta_for_test(), nullptr);
    ASSERT_FALSE(documents.ok());
    EXPECT_EQ(documents.error().code, ErrorCode::kInternal);
    EXPECT_NE(documents.error().message.find("F1"), std::string::npos);

    auto records = records_for_test();
    records.sources[0].role = model::Role::kRejected;  // without saying why
    EXPECT_FALSE(make_documents(records, draft_for_test(), meta_for_test(), nullptr).ok());
}

TEST(EvidenceJson, AShapeHoldsAllThatTheSchemaLooksAt) {
    const auto documents = made(draft_for_test(), meta_for_test());
    const Json fact = Json::parse(documents.evidence)["facts"][0];
    const auto changed = [&](const char* key, const Json& value) {
        Json other = fact;
        other[key] = value;
        return shape_of(other);
    };
    EXPECT_EQ(changed("label", "another label"), shape_of(fact));
    EXPECT_EQ(changed("value", 12), shape_of(fact));
    EXPECT_NE(changed("value", nullptr), shape_of(fact));
    EXPECT_NE(changed("op", "guess"), shape_of(fact));
    EXPECT_NE(changed("n", -1), shape_of(fact));
    EXPECT_NE(changed("class", "derived"), shape_of(fact));
    EXPECT_NE(changed("operands", Json::array({"F1"})), shape_of(fact));
    Json shorter = fact;
    shorter.erase("metric");
    EXPECT_NE(shape_of(shorter), shape_of(fact));
}

TEST(EvidenceJson, TheSchemaInTheBinaryIsTheOneInTheDocuments) {
    std::ifstream file(CHIMERA_SOURCE_DIR "/docs/evidence.schema.json");
    std::stringstream text;
    text << file.rdbuf();
    EXPECT_EQ(evidence_schema(), text.str());
}

TEST(Documents, AReproducibleRunKeepsDurationsInMetricsOnly) {
    Meta meta = meta_for_test();
    meta.reproducible = true;
    const Documents first = made(draft_for_test(), meta);
    meta.timings["total_s"] = 9.5;
    const Documents second = made(draft_for_test(), meta);
    EXPECT_EQ(first.report, second.report);
    EXPECT_EQ(first.evidence, second.evidence);
    EXPECT_EQ(Json::parse(second.metrics)["self"]["total_s"], 9.5);
}

TEST(Documents, MetricsCountAndGroup) {
    const Json metrics = Json::parse(made(draft_for_test(), meta_for_test()).metrics);
    EXPECT_EQ(metrics["counts"]["files"], 1);
    EXPECT_EQ(metrics["counts"]["claims_by_proposition"]["compare"], 1);
    EXPECT_EQ(metrics["counts"]["facts_by_class"]["derived"], 1);
    EXPECT_EQ(metrics["groups"][0].dump(),
              R"({"metric":"tokens_s","unit":"tok/s","scope":{"model":"m:1"},)"
              R"("statistics":{"mean":{"value":11.0,"n":2,"fact":"F1"}}})");
}

TEST(Documents, WhatIsPrivateIsTakenOutEverywhereButInAddresses) {
    const Redact redact = [](std::string_view text) {
        return replace_all(std::string(text), "ann", "[user]");
    };
    auto draft = draft_for_test("ann/model");
    draft.header.title = "Report of ann";
    const Documents documents = made(draft, meta_for_test(), redact);
    EXPECT_EQ(documents.report.find("ann"), std::string::npos);
    EXPECT_EQ(documents.evidence.find("ann"), std::string::npos);
    EXPECT_NE(documents.evidence.find("refused by /home/[user]"), std::string::npos);
    EXPECT_NE(documents.report.find("`[user]/model`"), std::string::npos);
}

}  // namespace chimera::report
