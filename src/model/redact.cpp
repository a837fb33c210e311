// SPDX-License-Identifier: Apache-2.0
#include "model/redact.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <utility>

#include "core/text.h"

namespace chimera::model {

namespace {

// From a place in the text: [place, secret) is kept, [secret, end) is hidden.
struct Match {
    std::size_t secret = 0;
    std::size_t end = 0;
};

using Matcher = std::optional<Match> (*)(std::string_view text, std::size_t at);

// What to hide, with characters of which one stands in or beside every match: most texts have none
// of them, and need not be gone through.
struct Rule {
    Matcher matcher;
    std::string_view marks;
};

// Windows allows spaces in user names, so that a name may have to be searched this far for its end.
constexpr std::size_t kLongestName = 64;
constexpr int kMostRounds = 8;

}  // namespace

static bool is_word(char c) {
    return is_alnum(c) || c == '_' || c == '-';
}
static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view candidate) {
        return equals_ignoring_case(word, candidate);
    });
}

// The end of the run of characters from `at` on that satisfy `wanted`.
template <typename Wanted>
static std::size_t run_end(std::string_view text, std::size_t at, Wanted wanted) {
    while (at < text.size() && wanted(text[at])) ++at;
    return at;
}

// True at the first character of a run: matchers look at a run once, which keeps them linear.
template <typename Wanted>
static bool starts_run(std::string_view text, std::size_t at, Wanted wanted) {
    return wanted(text[at]) && (at == 0 || !wanted(text[at - 1]));
}

static bool has_prefix(std::string_view text, std::size_t at, std::string_view prefix) {
    return text.size() - at >= prefix.size() &&
           equals_ignoring_case(text.substr(at, prefix.size()), prefix);
}

// "/home/NAME/...", "/Users/NAME", "C:\Users\NAME\..." and the same with doubled backslashes.
static std::optional<Match> home_path(std::string_view text, std::size_t at) {
    if (text[at] != '/' && text[at] != '\\') return std::nullopt;
    for (std::string_view prefix :
         {"/home/", "/users/", "\\\\users\\\\", "\\users\\", "\\home\\"}) {
        if (!has_prefix(text, at, prefix)) continue;
        const std::size_t name = at + prefix.size();
        const bool windows = prefix.front() == '\\';
        std::size_t end = name;
        std::size_t first_space = std::string_view::npos;
        while (end < text.size() && end - name < kLongestName) {
            const char c = text[end];
            if (c == '/' || c == '\\') return Match{name, end};
            if (std::string_view("\"'<>|*?:;,)\n\r`").find(c) != std::string_view::npos) break;
            if (is_space(c) && first_space == std::string_view::npos) first_space = end;
            if (is_space(c) && !windows) break;
            ++end;
        }
        // Without a separator behind it, a name ends at its first space.
        end = std::min(end, first_space);
        if (end > name) return Match{name, end};
        return std::nullopt;
    }
    return std::nullopt;
}

static bool is_local_part(char c) {
    return is_word(c) || c == '.' || c == '%' || c == '+';
}
static bool is_host_char(char c) {
    return is_alnum(c) || c == '-' || c == '.';
}

static bool is_domain(std::string_view host) {
    const std::size_t dot = host.rfind('.');
    if (dot == std::string_view::npos || dot == 0) return false;
    const std::string_view top = host.substr(dot + 1);
    return top.size() >= 2 && std::all_of(top.begin(), top.end(), is_alpha);
}

// somebody@example.org
static std::optional<Match> email(std::string_view text, std::size_t at) {
    if (!starts_run(text, at, is_local_part)) return std::nullopt;
    const std::size_t sign = run_end(text, at, is_local_part);
    if (sign >= text.size() || text[sign] != '@') return std::nullopt;
    std::size_t end = run_end(text, sign + 1, is_host_char);
    while (end > sign + 1 && !is_alnum(text[end - 1])) --end;
    if (!is_domain(text.substr(sign + 1, end - sign - 1))) return std::nullopt;
    return Match{at, end};
}

// The part of a URL between "://" and the path.
static std::size_t authority_end(std::string_view text, std::size_t at) {
    return run_end(text, at, [](char c) {
        return !is_space(c) &&
               std::string_view("/?#\"'<>\\`)}],;|").find(c) == std::string_view::npos;
    });
}

// https://user:password@host
static std::optional<Match> url_password(std::string_view text, std::size_t at) {
    if (!has_prefix(text, at, "://")) return std::nullopt;
    const std::size_t begin = at + 3;
    const std::size_t end = authority_end(text, begin);
    const std::size_t sign = text.substr(begin, end - begin).rfind('@');
    if (sign == std::string_view::npos || sign == 0) return std::nullopt;
    return Match{begin, begin + sign};
}

static bool has_digit(std::string_view text) {
    return std::any_of(text.begin(), text.end(), is_digit);
}
static bool has_letter(std::string_view text) {
    return std::any_of(text.begin(), text.end(), is_alpha);
}

// Keys that show by their first characters whose they are.
static std::optional<Match> known_key(std::string_view text, std::size_t at) {
    struct KeyShape {
        std::string_view prefix;
        std::size_t least;  // characters after the prefix
    };
    static constexpr std::array<KeyShape, 19> kShapes{{{"sk-", 16},
                                                       {"hf_", 16},
                                                       {"ghp_", 16},
                                                       {"gho_", 16},
                                                       {"ghu_", 16},
                                                       {"ghs_", 16},
                                                       {"ghr_", 16},
                                                       {"github_pat_", 16},
                                                       {"glpat-", 16},
                                                       {"nvapi-", 16},
                                                       {"gsk_", 16},
                                                       {"npm_", 16},
                                                       {"AKIA", 16},
                                                       {"ASIA", 16},
                                                       {"AIza", 30},
                                                       {"xoxb-", 8},
                                                       {"xoxp-", 8},
                                                       {"xoxa-", 8},
                                                       {"xoxs-", 8}}};
    if (!starts_run(text, at, is_word)) return std::nullopt;
    for (const KeyShape& shape : kShapes) {
        if (text[at] != shape.prefix[0] || !text.substr(at).starts_with(shape.prefix)) continue;
        const std::size_t end = run_end(text, at, is_word);
        const std::string_view rest = text.substr(at, end - at).substr(shape.prefix.size());
        // "sk-learn-style-pipelines" is a name: keys have digits.
        if (rest.size() >= shape.least && has_digit(rest)) return Match{at, end};
    }
    return std::nullopt;
}

static bool is_token_char(char c) {
    return is_word(c) || c == '.' || c == '+' || c == '/' || c == '=' || c == '~';
}

// "Bearer abc...", "Basic abc...": the word behind it.
static std::optional<Match> bearer(std::string_view text, std::size_t at) {
    if (ascii_lower(text[at]) != 'b' || !starts_run(text, at, is_word)) return std::nullopt;
    for (std::string_view scheme : {"bearer ", "basic "}) {
        if (!has_prefix(text, at, scheme)) continue;
        const std::size_t begin = at + scheme.size();
        const std::size_t end = run_end(text, begin, is_token_char);
        const std::string_view token = text.substr(begin, end - begin);
        if (token.size() >= 8 && (has_digit(token) || scheme == "bearer "))
            return Match{begin, end};
    }
    return std::nullopt;
}

namespace {

enum class Secret { kNo, kPassword, kToken, kPerson };

}  // namespace

static Secret secret_kind(std::string_view key) {
    const auto ends = [&](std::string_view ending) {
        if (key.size() < ending.size()) return false;
        const std::size_t from = key.size() - ending.size();
        if (!equals_ignoring_case(key.substr(from), ending)) return false;
        return from == 0 || key[from - 1] == '_' || key[from - 1] == '-' || key[from - 1] == '.';
    };
    for (std::string_view name : {"api_key", "api-key", "apikey", "password", "passwd", "secret",
                                  "authorization", "access_key", "secret_key", "client_secret"}) {
        if (ends(name)) return Secret::kPassword;
    }
    if (ends("token")) return Secret::kToken;
    for (std::string_view name : {"username", "hostname", "user", "host"}) {
        if (equals_ignoring_case(key, name)) return Secret::kPerson;
    }
    return Secret::kNo;
}

static bool is_this_machine(std::string_view host) {
    return is_one_of(host, {"localhost", "localhost.localdomain", "0.0.0.0", "::1"}) ||
           host.starts_with("127.");
}

static bool looks_secret(std::string_view value, Secret kind) {
    if (is_one_of(value, {"null", "none", "true", "false", "undefined", "redacted", "required",
                          "missing", "invalid"})) {
        return false;
    }
    switch (kind) {
        case Secret::kNo: return false;
        case Secret::kPassword: return value.size() >= 4;
        // "unexpected token: identifier" is a message of a parser.
        case Secret::kToken: return value.size() >= 8 && has_digit(value) && has_letter(value);
        // A public host stays; private_host judges addresses and dotted names.
        case Secret::kPerson:
            return !is_this_machine(value) && value.find('.') == std::string_view::npos &&
                   has_letter(value);
    }
    return false;
}

static std::size_t skip_quote(std::string_view text, std::size_t at) {
    if (at < text.size() && text[at] == '\\') ++at;
    return at < text.size() && (text[at] == '"' || text[at] == '\'') ? at + 1 : at;
}

// api_key=..., "password": "...", Authorization: Basic ...; of user=... and host=... only this
// form.
static std::optional<Match> named_secret(std::string_view text, std::size_t at) {
    const auto is_key = [](char c) { return is_word(c) || c == '.'; };
    if (!starts_run(text, at, is_key)) return std::nullopt;
    const std::size_t key_end = run_end(text, at, is_key);
    std::size_t place = run_end(text, skip_quote(text, key_end), [](char c) { return c == ' '; });
    if (place >= text.size() || (text[place] != '=' && text[place] != ':')) return std::nullopt;
    const Secret kind = secret_kind(text.substr(at, key_end - at));
    if (kind == Secret::kNo || (kind == Secret::kPerson && text[place] != '=')) {
        return std::nullopt;
    }
    place = run_end(text, place + 1, [](char c) { return c == ' '; });
    place = skip_quote(text, place);
    for (std::string_view scheme : {"bearer ", "basic ", "token "}) {
        if (has_prefix(text, std::min(place, text.size()), scheme)) place += scheme.size();
    }
    const std::size_t end = run_end(text, place, [](char c) {
        return !is_space(c) &&
               std::string_view("\"',;&}])[\\<>`").find(c) == std::string_view::npos;
    });
    if (!looks_secret(text.substr(place, end - place), kind)) return std::nullopt;
    return Match{place, end};
}

// The four numbers of an IPv4 address; nullopt for versions such as 10.0.26100.
static std::optional<std::array<unsigned, 4>> ipv4(std::string_view text) {
    std::array<unsigned, 4> parts{};
    const auto pieces = split(text, '.');
    if (pieces.size() != parts.size()) return std::nullopt;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::string_view piece = pieces[i];
        if (piece.empty() || piece.size() > 3) return std::nullopt;
        const auto read = std::from_chars(piece.data(), piece.data() + piece.size(), parts[i]);
        if (read.ptr != piece.data() + piece.size() || parts[i] > 255) return std::nullopt;
    }
    return parts;
}

// RFC 1918, RFC 3927 (link-local) and RFC 6598 (carrier-grade NAT).
static bool is_private_address(const std::array<unsigned, 4>& ip) {
    return ip[0] == 10 || (ip[0] == 172 && ip[1] >= 16 && ip[1] <= 31) ||
           (ip[0] == 192 && ip[1] == 168) || (ip[0] == 169 && ip[1] == 254) ||
           (ip[0] == 100 && ip[1] >= 64 && ip[1] <= 127);
}

static bool is_private_name(std::string_view host) {
    const std::size_t dot = host.rfind('.');
    if (dot == std::string_view::npos || dot == 0) return false;
    return is_one_of(host.substr(dot + 1),
                     {"local", "lan", "internal", "corp", "intranet", "localdomain"});
}

// 192.168.1.7, bench-box.local, and in a URL any name without a dot.
static std::optional<Match> private_host(std::string_view text, std::size_t at) {
    if (!starts_run(text, at, is_host_char)) return std::nullopt;
    const std::size_t run = run_end(text, at, is_host_char);
    std::size_t end = run;
    while (end > at && !is_alnum(text[end - 1])) --end;
    const std::string_view host = text.substr(at, end - at);
    if (host.empty() || host.size() > 253 || is_this_machine(host)) return std::nullopt;
    if (const auto ip = is_digit(host[0]) ? ipv4(host) : std::nullopt) {
        return is_private_address(*ip) ? std::optional<Match>(Match{at, end}) : std::nullopt;
    }
    if (is_private_name(host)) return Match{at, end};
    const bool in_url = at >= 3 && text.substr(at - 3, 3) == "://";
    const bool after_user = text.substr(0, at).ends_with("://[redacted]@");
    const bool scheme_hides_a_host = at < 7 || !text.substr(0, at).ends_with("file://");
    if ((in_url || after_user) && scheme_hides_a_host && host.find('.') == std::string_view::npos) {
        return Match{at, end};
    }
    return std::nullopt;
}

// Unique local and link-local IPv6 (RFC 4193, RFC 4291): fd12:..., fe80::...
static std::optional<Match> private_ipv6(std::string_view text, std::size_t at) {
    const auto is_part = [](char c) { return is_alnum(c) || c == ':'; };
    if (!starts_run(text, at, is_part)) return std::nullopt;
    const std::string_view run = text.substr(at, run_end(text, at, is_part) - at);
    if (run.size() > 39 || run.find(':') != 4) return std::nullopt;
    const std::string start = lower(run.substr(0, 4));
    const bool local = start.starts_with("fc") || start.starts_with("fd") || start == "fe80";
    const bool hex = std::all_of(run.begin(), run.end(), [](char c) {
        return is_digit(c) || c == ':' || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'f');
    });
    if (!local || !hex || std::count(run.begin(), run.end(), ':') < 2) return std::nullopt;
    return Match{at, at + run.size()};
}

// True where the text is another now.
static bool replace_matches(std::string& text, Matcher matcher) {
    std::string out;
    std::size_t kept = 0;  // up to here the text is in `out`
    for (std::size_t at = 0; at < text.size();) {
        const auto match = matcher(text, at);
        if (!match) {
            ++at;
            continue;
        }
        out.append(text, kept, match->secret - kept);
        out += kRedacted;
        at = kept = match->end;
    }
    if (kept == 0) return false;
    out.append(text, kept);
    // What was hidden before can match again.
    const bool changed = out != text;
    text = std::move(out);
    return changed;
}

static bool has_one_of(std::string_view text, std::string_view marks) {
    return std::any_of(marks.begin(), marks.end(),
                       [&](char mark) { return text.find(mark) != std::string_view::npos; });
}

std::string redact(std::string_view text) {
    static constexpr std::array<Rule, 8> kRules{{{&url_password, "@"},
                                                 {&home_path, "/\\"},
                                                 {&email, "@"},
                                                 {&known_key, "-_A"},
                                                 {&named_secret, "=:"},
                                                 {&bearer, " "},
                                                 {&private_host, "./"},
                                                 {&private_ipv6, ":"}}};
    std::string out(text);
    // What one matcher hides can bring another's beginning together ("1.2.3.4.secret.local" ends as
    // an address), so they are asked again until nothing changes; two rounds do for any ordinary
    // text.
    for (int round = 0; round < kMostRounds; ++round) {
        bool changed = false;
        for (const Rule& rule : kRules) {
            if (has_one_of(out, rule.marks)) changed |= replace_matches(out, rule.matcher);
        }
        if (!changed) break;
    }
    return out;
}

}  // namespace chimera::model
