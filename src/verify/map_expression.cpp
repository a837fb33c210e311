// SPDX-License-Identifier: Apache-2.0
#include "verify/map_expression.h"

#include <cmath>
#include <optional>

#include "core/decimal.h"
#include "core/text.h"

namespace chimera::verify {

namespace {

using Rows = std::vector<double>;

// Recursive descent over the expression, a whole column at a time.
class Expression {
public:
    Expression(std::string_view text, const std::vector<Rows>& samples)
        : text_(text), samples_(samples), size_(samples.empty() ? 0 : samples[0].size()) {}

    std::optional<Rows> all() {
        auto value = sum();
        skip();
        if (at_ != text_.size()) return std::nullopt;
        return value;
    }

private:
    void skip() {
        while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    }
    bool take(char c) {
        skip();
        if (at_ >= text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }
    static void apply(Rows& left, const Rows& right, char op) {
        for (std::size_t i = 0; i < left.size(); ++i) {
            switch (op) {
                case '+': left[i] += right[i]; break;
                case '-': left[i] -= right[i]; break;
                case '*': left[i] *= right[i]; break;
                default: left[i] /= right[i];
            }
        }
    }
    std::optional<Rows> chain(char first, char second, std::optional<Rows> (Expression::*next)()) {
        auto left = (this->*next)();
        while (left) {
            const char op = take(first) ? first : take(second) ? second : '\0';
            if (op == '\0') break;
            const auto right = (this->*next)();
            if (!right) return std::nullopt;
            apply(*left, *right, op);
        }
        return left;
    }
    std::optional<Rows> sum() { return chain('+', '-', &Expression::product); }
    std::optional<Rows> product() { return chain('*', '/', &Expression::factor); }
    std::optional<Rows> factor() {
        constexpr int kDeepest = 100;
        if (++depth_ > kDeepest) return std::nullopt;
        auto value = atom();
        --depth_;
        return value;
    }
    std::optional<Rows> atom() {
        if (take('-')) {
            auto value = factor();
            if (value) apply(*value, Rows(size_, -1.0), '*');
            return value;
        }
        if (take('(')) {
            auto value = sum();
            return value && take(')') ? value : std::nullopt;
        }
        skip();
        std::size_t end = at_;
        while (end < text_.size() && (is_alnum(text_[end]) || text_[end] == '.')) ++end;
        const std::string_view word = text_.substr(at_, end - at_);
        at_ = end;
        if (word.size() == 1 && is_alpha(word[0])) {
            const auto letter = static_cast<std::size_t>(ascii_lower(word[0]) - 'a');
            if (letter >= samples_.size()) return std::nullopt;
            return samples_[letter];
        }
        const auto number = parse_double(word);
        if (!number) return std::nullopt;
        return Rows(size_, *number);
    }

    std::string_view text_;
    const std::vector<Rows>& samples_;
    std::size_t size_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

}  // namespace

Result<std::vector<double>> map_rows(std::string_view expression,
                                     const std::vector<std::vector<double>>& samples) {
    constexpr std::size_t kLongest = 1000;
    if (samples.empty() || expression.size() > kLongest)
        return input_error("a map without samples");
    for (const auto& sample : samples) {
        if (sample.size() != samples[0].size()) {
            return input_error("a map over samples of different lengths");
        }
    }
    auto out = Expression(expression, samples).all();
    if (!out) return input_error("a map that is no arithmetic over its samples");
    for (const double value : *out) {
        if (!std::isfinite(value)) return input_error("a map whose result is not finite");
    }
    return *std::move(out);
}

}  // namespace chimera::verify
