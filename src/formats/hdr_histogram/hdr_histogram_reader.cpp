// SPDX-License-Identifier: Apache-2.0
#include "formats/hdr_histogram/hdr_histogram_reader.h"

#include <fmt/format.h>

#include <cmath>

#include "core/decimal.h"
#include "formats/hdr_histogram/hdr_log.h"
#include "formats/text/text_reader.h"

namespace chimera::formats {

namespace {

// One maximum is the other's over the log's unit ratio, the same power of ten in every line.
struct MaximumCheck {
    std::string operator()(double stated, const HdrSummary& histogram) {
        if (histogram.count == 0 || stated <= 0) return {};
        const double factor = static_cast<double>(histogram.highest) / stated;
        const int power = static_cast<int>(std::lround(std::log10(factor)));
        // A bucket is at most a hundredth wide at two significant digits, and the maximum is
        // written with three decimals.
        constexpr double kBucket = 0.02;
        const double ratio = factor / std::pow(10.0, power);
        if (std::abs(ratio - 1) > kBucket + 0.001 / stated) {
            return fmt::format("its histogram's largest value, {}, is not its Interval_Max",
                               histogram.highest);
        }
        if (known && power != power_of_ten) {
            return "its Interval_Max is in another unit than those above";
        }
        known = true;
        power_of_ten = power;
        return {};
    }

    bool known = false;
    int power_of_ten = 0;
};

}  // namespace

Result<model::FileRecords> read_hlog(std::string_view bytes, unsigned /*jobs*/) {
    MaximumCheck maximum;
    const CheckLine check = [&](std::string_view line, const model::TextLine& read) -> std::string {
        std::optional<double> stated;
        std::string_view histogram;
        for (const model::TextCell& cell : read.cells) {
            const std::string_view text = line.substr(cell.begin, cell.size);
            if (cell.name == "Interval_Max") stated = parse_double(text);
            if (cell.name == "Interval_Compressed_Histogram") histogram = text;
        }
        const auto decoded = decode_hdr(histogram);
        if (!decoded.ok()) return decoded.error().message;
        return stated ? maximum(*stated, decoded.value()) : std::string();
    };
    return read_text_result(bytes, "hlog", check);
}

bool is_hlog_file(std::string_view path, std::string_view head) {
    return is_text_format("hlog", path, head);
}

}  // namespace chimera::formats
