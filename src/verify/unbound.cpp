// SPDX-License-Identifier: Apache-2.0
#include "verify/unbound.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/decimal.h"
#include "core/text.h"
#include "verify/csv_records.h"
#include "verify/input.h"
#include "verify/known_values.h"
#include "verify/words.h"

namespace chimera::verify {

namespace {

class Lister {
public:
    Lister(const KnownValues* known, std::vector<Unsupported>& out) : known_(known), out_(out) {}

    void line(std::uint32_t number, std::string_view text) {
        number_ = number;
        for (std::size_t at = 0; (at = text.find('`', at)) != std::string_view::npos;) {
            const auto close = text.find('`', at + 1);
            if (close == std::string_view::npos) break;
            if (close > at + 1) name(text.substr(at + 1, close - at - 1), true);
            at = close + 1;
        }
        std::string rest(text);
        blank_list_number(rest);
        for (std::size_t at = 0; at < rest.size();) {
            while (at < rest.size() && is_break(rest[at])) ++at;
            std::size_t end = at;
            while (end < rest.size() && !is_break(rest[end])) ++end;
            word(std::string_view(rest).substr(at, end - at));
            at = end;
        }
        std::replace_if(rest.begin(), rest.end(), is_digit, ' ');
        const std::string in_words = free_numeral(rest);
        if (!in_words.empty() && is_alpha(in_words[0])) {
            add(in_words, "a number in words, which nothing binds to an entity");
        }
    }

private:
    static bool is_break(char c) {
        return std::string_view(" \t\"'`()[]{}|<>*;=").find(c) != std::string_view::npos;
    }

    // "2. " numbers a list or a heading.
    static void blank_list_number(std::string& text) {
        std::size_t at = text.find_first_not_of(" \t#*->");
        if (at == std::string::npos) return;
        const std::size_t begin = at;
        while (at < text.size() && (is_digit(text[at]) || (text[at] == '.' && at > begin))) ++at;
        const bool marked =
            at > begin && (text[at - 1] == '.' || text[begin > 0 ? begin - 1 : 0] == '#');
        if (marked && at < text.size() && text[at] == ' ') {
            std::fill(text.begin() + static_cast<std::ptrdiff_t>(begin),
                      text.begin() + static_cast<std::ptrdiff_t>(at), ' ');
        }
    }

    void add(std::string_view text, std::string reason) {
        out_.push_back({number_, std::string(utf8_prefix(text, 160)), std::move(reason)});
    }

    static bool looks_like_file(std::string_view text) {
        const auto dot = text.rfind('.');
        if (dot == std::string_view::npos || dot == 0) return false;
        const auto& covered = covered_extensions();
        const std::string end = lower(text.substr(dot + 1));
        return std::find(covered.begin(), covered.end(), end) != covered.end();
    }

    // A name is a file or folder under the root.
    void name(std::string_view text, bool in_code) {
        text = trim(text);
        if (text.empty() || (in_code && !is_alpha(text[0]) && !looks_like_file(text))) return;
        if (!named_.insert(std::string(text)).second) return;
        if (known_ == nullptr) return add(text, "nothing binds the name: there is no evidence");
        if (known_->has_file(text) || (in_code && known_->place_of_word(text))) return;
        const auto longer = known_->file_beginning(text);
        add(text,
            longer ? fmt::format("no such file under the root; the name of {} begins so", *longer)
                   : "no such file under the root");
    }

    void word(std::string_view text) {
        while (!text.empty() &&
               std::string_view(".,:;!?").find(text.back()) != std::string_view::npos) {
            text.remove_suffix(1);
        }
        if (text.empty()) return;
        if (looks_like_file(text)) return name(text, false);
        for (const NumberToken& token : number_tokens(text)) {
            const auto raw = text.substr(token.begin, token.end - token.begin);
            if (token.is == NumberToken::Is::kNumber) number(raw, raw);
            if (token.is == NumberToken::Is::kTime) time(raw);
            if (token.is == NumberToken::Is::kWord) named_number(raw, token.number);
        }
    }

    void number(std::string_view shown, std::string_view raw) {
        if (known_ == nullptr) return add(shown, "nothing binds it: there is no evidence");
        const auto value = loose_number(raw, CommaIs::kThousands);
        const auto place = value ? known_->place_of(*value) : std::nullopt;
        add(shown,
            place ? fmt::format("equals a value at {}, but nothing binds it to an entity", *place)
                  : "equals no value under the root");
    }

    void time(std::string_view raw) {
        if (known_ == nullptr) return add(raw, "nothing binds it: there is no evidence");
        const auto place = known_->place_of_word(raw);
        add(raw, place ? fmt::format("stands at {}, but nothing binds it to an entity", *place)
                       : "stands nowhere under the root");
    }

    // "gemma3" is a name if the root knows it; "25.19s" is a number with its unit, "128GB" too.
    void named_number(std::string_view raw, const std::string& digits) {
        if (known_ == nullptr) return add(raw, "nothing binds it: there is no evidence");
        if (known_->place_of_word(raw)) {
            if (digits.empty()) return;
            return add(raw, "stands under the root, but nothing binds it to an entity");
        }
        if (!digits.empty()) return number(raw, digits);
        if (!known_->has_file(raw)) add(raw, "stands nowhere under the root");
    }

    const KnownValues* known_;
    std::vector<Unsupported>& out_;
    std::set<std::string> named_;
    std::uint32_t number_ = 0;
};

}  // namespace

Result<std::vector<Unsupported>> unbound_pieces(std::string_view report,
                                                const std::optional<std::string>& root,
                                                unsigned jobs) {
    std::optional<KnownValues> known;
    if (root) {
        TRY_ASSIGN(known, KnownValues::read(*root, jobs));
    }
    std::vector<Unsupported> out;
    Lister lister(known ? &*known : nullptr, out);
    std::uint32_t line = 0;
    for (const auto text : split(report, '\n')) lister.line(++line, text);
    return out;
}

}  // namespace chimera::verify
