// SPDX-License-Identifier: Apache-2.0
#include "formats/markdown/markdown_reader.h"

#include <gtest/gtest.h>
#include <md4c.h>
#include <rapidcheck.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "core/decimal.h"
#include "core/text.h"
#include "formats/markdown/line_spans.h"
#include "formats/markdown/number_scan.h"
#include "formats/unit_words.h"

namespace chimera::formats {
namespace {

namespace fs = std::filesystem;
using Claims = std::vector<model::ClaimedNumber>;

std::string read_file(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream out;
    out << in.rdbuf();
    return out.str();
}

fs::path report(const std::string& path) {
    return fs::path(CHIMERA_SOURCE_DIR) / "examples/chimera-101/outputs/reports" / path;
}

Claims claims_of(std::string_view text) {
    auto result = read_markdown(text, 1);
    EXPECT_TRUE(result.ok());
    return result.ok() ? std::move(result).value().claims : Claims{};
}

std::string raws(std::string_view text) {
    std::string out;
    for (const model::ClaimedNumber& claim : claims_of(text)) {
        if (!out.empty()) out += ' ';
        out += claim.raw + (claim.unit.empty() ? "" : "[" + claim.unit + "]");
    }
    return out;
}

const model::ClaimedNumber* find(const Claims& claims, std::uint32_t line,
                                 std::string_view column) {
    for (const model::ClaimedNumber& claim : claims) {
        if (claim.line == line && claim.column == column) return &claim;
    }
    return nullptr;
}

// The rule of number_scan.h, written down a second time: is `raw` at `place` bounded?
bool bounded(std::string_view line, std::size_t place, std::size_t length) {
    const auto digit = [&](std::size_t i) { return i < line.size() && is_digit(line[i]); };
    const auto mark = [&](std::size_t i) {
        return i < line.size() && (line[i] == '.' || line[i] == ',');
    };
    if (place > 0 && digit(place - 1)) return false;
    if (place > 1 && mark(place - 1) && digit(place - 2)) return false;
    const std::size_t end = place + length;
    return !digit(end) && !(mark(end) && digit(end + 1));
}

void expect_found_again(std::string_view text, const std::string& name) {
    const auto lines = split(text, '\n');
    for (const model::ClaimedNumber& claim : claims_of(text)) {
        ASSERT_LE(claim.line, lines.size());
        const std::string_view line = lines[claim.line - 1];
        std::uint32_t count = 0;
        for (auto at = line.find(claim.raw); at != std::string_view::npos;
             at = line.find(claim.raw, at + 1)) {
            count += bounded(line, at, claim.raw.size()) ? 1U : 0U;
        }
        EXPECT_GE(claim.nth, 1U);
        EXPECT_LE(claim.nth, count) << name << ":" << claim.line << " " << claim.raw;
        std::string plain = replace_all(claim.raw, ",", "");
        plain = replace_all(plain, "\xE2\x88\x92", "-");
        EXPECT_EQ(parse_double(plain), claim.value) << name << ":" << claim.line;
    }
}

TEST(MarkdownReader, EveryClaimOfTheExamplesIsFoundAgainByLineRawAndNth) {
    std::size_t files = 0;
    std::size_t claims = 0;
    for (const auto& entry : fs::recursive_directory_iterator(report(""))) {
        if (entry.path().extension() != ".md") continue;
        const std::string text = read_file(entry.path());
        expect_found_again(text, entry.path().filename());
        ++files;
        claims += claims_of(text).size();
    }
    EXPECT_EQ(files, 29U);
    EXPECT_GT(claims, 3000U);
}

TEST(MarkdownReader, ATableWhoseHeaderWasFlattenedOntoALineOfProse) {
    const Claims claims =
        claims_of(read_file(report("compilation/mlp_cuda_bench_20251002-171845.md")));
    std::size_t timings = 0;
    for (const model::ClaimedNumber& claim : claims) timings += claim.column != "Notes" ? 1 : 0;
    EXPECT_EQ(timings, 25U);  // five back ends, five times each
    const model::ClaimedNumber* mean = find(claims, 10, "Mean (ms)");
    ASSERT_NE(mean, nullptr);
    EXPECT_EQ(mean->raw, "0.404");
    EXPECT_EQ(mean->value, 0.404);
    EXPECT_EQ(mean->decimals, 3);
    EXPECT_EQ(mean->unit, "ms");
    EXPECT_TRUE(mean->row.starts_with("tensorrt | yes | "));
    const model::ClaimedNumber* failed = find(claims, 8, "Max (ms)");
    ASSERT_NE(failed, nullptr);
    EXPECT_EQ(failed->raw, "0.000");
    EXPECT_EQ(failed->nth, 4U);
    EXPECT_TRUE(failed->row.starts_with("torch_compile | no | error=Cannot find"));
}

TEST(MarkdownReader, ASampleOfWhatDocumentsDo) {
    const Claims claims = claims_of(
        read_file(fs::path(CHIMERA_SOURCE_DIR) / "src/formats/markdown/samples/flattened.md"));
    std::string all;
    for (const model::ClaimedNumber& claim : claims) {
        all += std::to_string(claim.line) + " " + claim.raw + " [" + claim.unit + "] " +
               claim.column + " / " + claim.row + " / " + claim.heading + "\n";
    }
    EXPECT_EQ(all,
              "3 41.5 [tok/s]  /  / Sweep\n"
              "5 41.5 [tok/s] rate (tok/s) / q4 / Sweep\n"
              "5 1,204 [] size / q4 / Sweep\n"
              "6 38.25 [tok/s] rate (tok/s) / q8 / Sweep\n"
              "6 2,310 [] size / q8 / Sweep\n"
              "7 8 [%]  /  / Notes\n");
}

TEST(MarkdownReader, ProseTablesAndHeadingsOnOneLine) {
    const Claims claims = claims_of(read_file(report("llama3/ollama_benchmark_summary.md")));
    EXPECT_EQ(claims[0].raw, "5.15");
    EXPECT_EQ(claims[0].unit, "s");
    EXPECT_EQ(claims[0].heading, "Baseline (llama3.1:8b-instruct-q4_0)");
    EXPECT_EQ(claims[0].sentence, "Mean generation time across banter scenarios: 5.15 s");
    const model::ClaimedNumber* q8 = find(claims, 11, "mean_ttft_s");
    ASSERT_NE(q8, nullptr);
    EXPECT_EQ(q8->value, 2.008);
    EXPECT_EQ(q8->row, "q8_0");
    EXPECT_EQ(q8->heading, "Quantization Sweep");
    const model::ClaimedNumber* best = find(claims, 16, "mean_tokens_s");
    ASSERT_NE(best, nullptr);
    EXPECT_EQ(best->value, 78.42);
    EXPECT_EQ(best->heading, "Parameter Sweep (using quantization q4_0)");
}

TEST(MarkdownReader, ADeepDive) {
    const Claims claims = claims_of(read_file(report("gemma3/Gemma3_Benchmark_Report.md")));
    const model::ClaimedNumber* chars = find(claims, 35, "Response Chars");
    ASSERT_NE(chars, nullptr);
    EXPECT_EQ(chars->raw, "3,503");
    EXPECT_EQ(chars->value, 3503);
    EXPECT_EQ(chars->row, "Mission failure encouragement");
    const model::ClaimedNumber* layers = find(claims, 53, "num_gpu");
    ASSERT_NE(layers, nullptr);
    EXPECT_EQ(layers->raw, "999");
    EXPECT_EQ(layers->nth, 2U);  // the first stands in `g999_c4096_t0.4`
    const model::ClaimedNumber* delta = find(claims, 91, "Delta");
    ASSERT_NE(delta, nullptr);
    EXPECT_EQ(delta->raw, "-30");
    EXPECT_EQ(delta->value, -30);
    EXPECT_EQ(delta->unit, "%");
    const model::ClaimedNumber* spread =
        find(claims_of(read_file(fs::path(CHIMERA_SOURCE_DIR) /
                                 "examples/formats/llama-bench/smollm2-135m.md")),
             3, "t/s");
    ASSERT_NE(spread, nullptr);
}

// A heading's last cell ends before the carriage return of its line.
TEST(MarkdownReader, ColumnsOfATableWithCarriageReturns) {
    const auto claims = claims_of(
        "| tool | TTFT (s) | tok/s |\r\n| --- | --- | --- |\r\n| a | 0.651 | 77.62 |\r\n");
    ASSERT_EQ(claims.size(), 2U);
    EXPECT_EQ(claims[0].column, "TTFT (s)");
    EXPECT_EQ(claims[1].column, "tok/s");
}

TEST(MarkdownReader, WhatIsOnlyRoughlySaid) {
    const auto claims =
        claims_of("It took ~5.1 s, about 5.2 s, under 5.3 s, 5.4+ s or 5.5-5.6 s; then 5.7 s.\n");
    ASSERT_EQ(claims.size(), 7U);
    for (const auto& claim : claims) EXPECT_EQ(claim.rough, claim.raw != "5.7") << claim.raw;
}

TEST(MarkdownReader, HeadingsAroundANumber) {
    const auto claims =
        claims_of("# Report\n## a:1\n### Speed\nIt was 5 s.\n## b:2\nIt was 6 s.\n");
    ASSERT_EQ(claims.size(), 2U);
    EXPECT_EQ(claims[0].heading, "Speed");
    EXPECT_EQ(claims[0].section, "a:1 < Report");
    EXPECT_EQ(claims[1].section, "Report");
}

TEST(MarkdownReader, ASpreadIsMarked) {
    const Claims claims =
        claims_of("| test | t/s |\n| --- | ---: |\n| pp64 | 163.24 \xC2\xB1 2.82 |\n");
    ASSERT_EQ(claims.size(), 2U);
    EXPECT_EQ(claims[0].column, "t/s");
    EXPECT_EQ(claims[1].column, "t/s \xC2\xB1");
    EXPECT_EQ(claims[1].value, 2.82);
}

TEST(MarkdownReader, WhatIsAClaimInProse) {
    EXPECT_EQ(raws("Gained +34% over 76.59 tok/s, -30% in size; 1.985x and 200ms."),
              "+34[%] 76.59[tok/s] -30[%] 1.985[x] 200[ms]");
    EXPECT_EQ(raws("From 0.10-0.11s, 102-104 tokens/second, 0.165 vs 0.097 s, 46.570 -> 65.180 ms"),
              "0.10[s] 0.11[s] 102[tokens/second] 104[tokens/second] 0.165[s] 0.097[s] 46.570[ms] "
              "65.180[ms]");
    EXPECT_EQ(raws("It took 1e-3 s, .5 s, 1,234,567 bytes and 3 tokens per second."),
              "1e-3[s] .5[s] 1,234,567[bytes] 3[tokens per second]");
    EXPECT_EQ(raws("with num_gpu (999, 80), num_ctx (1024, 2048, 4096), temperature=0.4"),
              "999 80 1024 2048 4096 0.4");
    EXPECT_EQ(raws("a drop of \xE2\x88\x92"
                   "5.5 ms"),
              "\xE2\x88\x92"
              "5.5[ms]");
    EXPECT_EQ(claims_of("a drop of \xE2\x88\x92"
                        "5.5 ms")[0]
                  .value,
              -5.5);
    EXPECT_EQ(raws("The best was `102.3 tok/s` with `num_ctx=4096` and `40`."), "102.3[tok/s]");
}

TEST(MarkdownReader, WhatIsNoClaim) {
    EXPECT_EQ(raws("llama3.1:8b-instruct-q4_0 and gemma3:270m on an i9-13980HX with DDR5-4800"),
              "");
    EXPECT_EQ(raws("1. On 2025-10-08 at 19:18:24 with v1.2.3 and Python 3.13.1 on an RTX 4080"),
              "");
    EXPECT_EQ(
        raws("see [1], [^2], step 3, section 4 and https://example.org/5/6?x=7 or [here](a/8.md)"),
        "");
    EXPECT_EQ(raws("runs/20251002-151824/out_5.csv, a 32K window, sha 0c1e570, 127.0.0.1:11434"),
              "");
    EXPECT_EQ(raws("```\nTTFT 5 ms\n```\n~~~~\n6 ms\n~~~\n~~~~\n<!-- 7 ms\n8 ms -->\n9 ms\n"),
              "9[ms]");
    EXPECT_EQ(raws("---\nversion: 5\n---\nfree: 6\n"), "6");
    EXPECT_EQ(raws("## 1.2 Results of 5 tries\n### Size (3.3 GB)\n"), "3.3[GB]");
}

TEST(MarkdownReader, SentencesGoOverLines) {
    const Claims claims =
        claims_of("First words. The mean of\ngemma is 5 ms, not 6 ms! Last.\n\n- item 7 ms\n");
    ASSERT_EQ(claims.size(), 3U);
    EXPECT_EQ(claims[0].line, 2U);
    EXPECT_EQ(claims[0].sentence, "The mean of gemma is 5 ms, not 6 ms!");
    EXPECT_EQ(claims[2].sentence, "item 7 ms");
    std::string giant = "start ";
    for (int i = 0; i < 3000; ++i) giant += "word " + std::to_string(i) + " ms, ";
    for (const model::ClaimedNumber& claim : claims_of(giant)) {
        ASSERT_LE(claim.sentence.size(), 400U);
        ASSERT_NE(claim.sentence.find(claim.raw), std::string::npos);
    }
}

TEST(MarkdownReader, RowsThatGoOnAsProseAndAHeaderBehindThem) {
    const Claims claims = claims_of(
        "| a | b (ms) |\n|---|---|\n| x | 1.5 | ## Next with 2.5 s more | c | d |\n| - | - |\n| y "
        "| 3 |\n");
    ASSERT_EQ(claims.size(), 3U);
    EXPECT_EQ(claims[0].row, "x");
    EXPECT_EQ(claims[0].unit, "ms");
    EXPECT_EQ(claims[1].raw, "2.5");
    EXPECT_EQ(claims[1].heading, "Next with 2.5 s more");
    EXPECT_EQ(claims[2].column, "d");
    EXPECT_EQ(claims[2].row, "y");
}

TEST(MarkdownReader, EncodingsAndFilesWithoutText) {
    EXPECT_EQ(raws("\xEF\xBB\xBF"
                   "5 ms"),
              "5[ms]");
    EXPECT_EQ(raws("caf\xE9 5 ms"), "5[ms]");
    EXPECT_FALSE(read_markdown("", 1).ok());
    EXPECT_FALSE(read_markdown(std::string("a\0b", 3), 1).ok());
    EXPECT_TRUE(claims_of("no number here").empty());
}

TEST(MarkdownReader, HostileLinesStayLinear) {
    std::string text;
    for (int i = 0; i < 50000; ++i)
        text += "7 <a [x]( `" + std::string(static_cast<std::size_t>(i % 50), '`');
    text += std::string(100000, '|') + "\n" + std::string(100000, '-') + "\n";
    text += std::string(50000, '#') + " ##" + std::string(50000, ' ') + "\n";
    auto result = read_markdown(text, 1);
    ASSERT_TRUE(result.ok());
}

TEST(MarkdownReader, TooManyNumbersAreCutWithAReason) {
    std::string text = "# " + std::string(300, 'h') + "\n| text ";
    for (int c = 0; c < 100; ++c) text += "| " + std::string(300, 'c');
    text += "\n|-";
    for (int c = 0; c < 100; ++c) text += "|-";
    for (int r = 0; r < 1200; ++r) {
        text += "\n| " + std::string(500, 'r');
        for (int c = 0; c < 100; ++c) text += " | 7";
    }
    auto result = read_markdown(text, 1);
    ASSERT_TRUE(result.ok());
    // 800 bytes a claim: the bound on their texts is met first.
    EXPECT_EQ(result.value().claims.size(), (std::size_t{64} << 20U) / 800);
    ASSERT_EQ(result.value().rejects.size(), 1U);
    EXPECT_EQ(result.value().rejects[0].at, "line=842");
}

// The cells of tables that md4c finds and that are a plain number, as texts.
std::multiset<std::string> numeric_cells_by_md4c(const std::string& text) {
    struct State {
        bool in_cell = false;
        std::string cell;
        std::multiset<std::string> cells;
    } state;
    MD_PARSER parser{};
    parser.flags = MD_FLAG_TABLES;
    parser.enter_block = [](MD_BLOCKTYPE type, void*, void* user) {
        if (type == MD_BLOCK_TD)
            *static_cast<State*>(user) = {true, "", static_cast<State*>(user)->cells};
        return 0;
    };
    parser.leave_block = [](MD_BLOCKTYPE type, void*, void* user) {
        auto* at = static_cast<State*>(user);
        if (type != MD_BLOCK_TD) return 0;
        at->in_cell = false;
        if (parse_double(trim(at->cell))) at->cells.emplace(trim(at->cell));
        return 0;
    };
    parser.enter_span = [](MD_SPANTYPE, void*, void*) { return 0; };
    parser.leave_span = [](MD_SPANTYPE, void*, void*) { return 0; };
    parser.text = [](MD_TEXTTYPE, const MD_CHAR* data, MD_SIZE size, void* user) {
        auto* at = static_cast<State*>(user);
        if (at->in_cell) at->cell.append(data, size);
        return 0;
    };
    EXPECT_EQ(md_parse(text.data(), static_cast<MD_SIZE>(text.size()), &parser, &state), 0);
    return state.cells;
}

TEST(MarkdownReader, FindsEveryNumericCellThatAMarkdownParserFinds) {
    std::size_t cells = 0;
    for (const auto& entry : fs::recursive_directory_iterator(report(""))) {
        if (entry.path().extension() != ".md") continue;
        const std::string text = read_file(entry.path());
        std::multiset<std::string> found;
        for (const model::ClaimedNumber& claim : claims_of(text)) {
            if (!claim.column.empty()) found.insert(claim.raw);
        }
        for (const std::string& cell : numeric_cells_by_md4c(text)) {
            const auto at = found.find(cell);
            EXPECT_NE(at, found.end()) << entry.path() << " " << cell;
            if (at != found.end()) found.erase(at);
            ++cells;
        }
    }
    EXPECT_EQ(cells, 683U);
}

TEST(NumberScan, OccurrencesAreCountedAsWritten) {
    EXPECT_TRUE(rc::check("every claim of a random line is bounded, and the nth such place", [] {
        const auto line = *rc::gen::container<std::string>(rc::gen::element(
            '0', '1', '2', '.', ',', '-', '+', ' ', 'e', 's', '%', '(', '`', '/', ':', '|', 'x'));
        for (const markdown::LineNumber& number : markdown::scan_numbers(line)) {
            const std::string_view raw =
                std::string_view(line).substr(number.begin, number.end - number.begin);
            RC_ASSERT(bounded(line, number.begin, raw.size()));
            std::uint32_t count = 0;
            for (std::size_t at = 0; at <= number.begin; ++at) {
                const bool here = std::string_view(line).substr(at, raw.size()) == raw;
                count += here && bounded(line, at, raw.size()) ? 1U : 0U;
            }
            RC_ASSERT(count == number.nth);
        }
    }));
}

TEST(UnitWords, UnitsBesideNumbersAndInBrackets) {
    EXPECT_TRUE(is_unit("register/thread"));
    EXPECT_TRUE(is_unit("cycle/second"));
    EXPECT_TRUE(is_unit("tokens per second"));
    EXPECT_FALSE(is_unit("Celebratory"));
    EXPECT_EQ(unit_prefix("tok/s and"), 5U);
    EXPECT_EQ(unit_prefix("tokens per second."), 17U);
    EXPECT_EQ(unit_prefix("x 256"), 0U);
    EXPECT_EQ(unit_prefix("some"), 0U);
    EXPECT_EQ(bracketed_unit("Generation Time (ms)"), "ms");
    EXPECT_EQ(bracketed_unit("latency [s]"), "s");
    EXPECT_EQ(bracketed_unit("Player Died (Encouraging)"), "");
}

}  // namespace
}  // namespace chimera::formats
