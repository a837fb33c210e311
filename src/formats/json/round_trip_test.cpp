// SPDX-License-Identifier: Apache-2.0
// Every number of every example file is found again at the address that its table gives it, by
// another road: simdjson's DOM and its at_pointer.
#include <gtest/gtest.h>
#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "core/decimal.h"
#include "formats/json/json_reader.h"
#include "formats/jsonl/jsonl_reader.h"
#include "model/locator.h"

namespace chimera::formats {
namespace {

namespace fs = std::filesystem;

std::string content_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<fs::path> examples(std::string_view extension) {
    std::vector<fs::path> paths;
    for (const auto& entry :
         fs::recursive_directory_iterator(fs::path(CHIMERA_SOURCE_DIR) / "examples")) {
        if (entry.path().extension() == extension) paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

// Resolves "line=N/pointer" and "/pointer" in the original bytes.
class Resolver {
public:
    explicit Resolver(const std::string& bytes) : bytes_(bytes) {
        std::size_t at = 0;
        while (at <= bytes_.size()) {
            starts_.push_back(at);
            const std::size_t end = bytes_.find('\n', at);
            if (end == std::string::npos) break;
            at = end + 1;
        }
    }

    std::optional<double> number(std::string_view locator) {
        std::string_view pointer = locator;
        std::size_t line = 0;
        if (locator.starts_with("line=")) {
            const std::size_t slash = locator.find('/');
            std::from_chars(locator.data() + 5, locator.data() + slash, line);
            pointer = locator.substr(slash);
        }
        if (!root_ || line != line_) load(line);
        simdjson::dom::element element;
        if (root_->at_pointer(pointer).get(element)) return std::nullopt;
        std::string_view text;
        if (!element.get(text)) return parse_double(text);
        double value = 0;
        if (element.get(value)) return std::nullopt;
        return value;
    }

private:
    void load(std::size_t line) {
        const std::size_t begin = line == 0 ? 0 : starts_[line - 1];
        const std::size_t end = line == 0 || line == starts_.size() ? bytes_.size() : starts_[line];
        root_ = parser_.parse(bytes_.data() + begin, end - begin).value();
        line_ = line;
    }

    const std::string& bytes_;
    std::vector<std::size_t> starts_;
    simdjson::dom::parser parser_;
    std::optional<simdjson::dom::element> root_;
    std::size_t line_ = 0;
};

// How many numbers were found again.
std::size_t check_table(const model::Table& table, Resolver& resolver) {
    std::size_t found = 0;
    for (std::uint32_t row = 0; row < table.rows; ++row) {
        for (const model::Column& column : table.columns) {
            if (!model::present(column.number(row))) continue;
            const std::string at = model::locate_cell(table, column, row);
            EXPECT_EQ(resolver.number(at), column.number(row)) << at;
            ++found;
        }
        for (const model::ListColumn& list : table.lists) {
            EXPECT_EQ(list.offsets.size(), table.rows + 1);
            for (std::uint64_t i = list.offsets[row]; i < list.offsets[row + 1]; ++i) {
                model::ListColumn one = list;
                std::fill(one.values.begin(), one.values.end(), model::kAbsent);
                one.values[i] = list.values[i];
                const auto at = model::locate_list(table, one, row);
                EXPECT_EQ(at.size(), model::present(list.values[i]) ? 1U : 0U);
                for (const std::string& where : at) {
                    EXPECT_EQ(resolver.number(where), list.values[i]) << where;
                    ++found;
                }
            }
        }
    }
    return found;
}

std::size_t check_all(std::string_view extension, auto read) {
    std::size_t found = 0;
    for (const fs::path& path : examples(extension)) {
        SCOPED_TRACE(path.filename().string());
        const std::string bytes = content_of(path);
        const auto records = read(bytes, 2);
        EXPECT_TRUE(records.ok());
        if (!records.ok()) continue;
        EXPECT_TRUE(records.value().rejects.empty());
        EXPECT_FALSE(records.value().tables.empty());
        Resolver resolver(bytes);
        for (const model::Table& table : records.value().tables) {
            found += check_table(table, resolver);
        }
    }
    return found;
}

TEST(RoundTrip, EveryNumberOfTheJsonExamplesIsAtItsAddress) {
    EXPECT_GT(check_all(".json", read_json), 10'000U);
}

TEST(RoundTrip, EveryNumberOfTheJsonLinesExamplesIsAtItsAddress) {
    EXPECT_GT(check_all(".jsonl", read_jsonl), 10'000U);
}

// Nothing is passed over: the numbers that the tables hold are as many as the numbers in the file.
std::size_t numbers_in(simdjson::dom::element element) {
    switch (element.type()) {
        case simdjson::dom::element_type::ARRAY: {
            std::size_t sum = 0;
            for (auto child : simdjson::dom::array(element)) sum += numbers_in(child);
            return sum;
        }
        case simdjson::dom::element_type::OBJECT: {
            std::size_t sum = 0;
            for (auto child : simdjson::dom::object(element)) sum += numbers_in(child.value);
            return sum;
        }
        case simdjson::dom::element_type::STRING: {
            return 0;
        }
        default: return element.is_number() ? 1 : 0;
    }
}

TEST(RoundTrip, NoNumberIsLost) {
    for (const fs::path& path : examples(".json")) {
        SCOPED_TRACE(path.filename().string());
        const std::string bytes = content_of(path);
        const auto records = read_json(bytes, 1);
        ASSERT_TRUE(records.ok());
        std::size_t kept = 0;
        for (const model::Table& table : records.value().tables) {
            for (const model::Column& column : table.columns) {
                kept += static_cast<std::size_t>(
                    std::count_if(column.numbers.begin(), column.numbers.end(), model::present));
            }
            for (const model::ListColumn& list : table.lists) {
                kept += static_cast<std::size_t>(
                    std::count_if(list.values.begin(), list.values.end(), model::present));
            }
        }
        simdjson::dom::parser parser;
        EXPECT_GE(kept, numbers_in(parser.parse(bytes).value()));
    }
}

}  // namespace
}  // namespace chimera::formats
