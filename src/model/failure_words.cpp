// SPDX-License-Identifier: Apache-2.0
#include "model/failure_words.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/text.h"
#include "model/column_name.h"

namespace chimera::model {

template <std::size_t N>
static bool is_one_of(std::string_view text, const std::array<std::string_view, N>& list) {
    return std::find(list.begin(), list.end(), text) != list.end();
}

bool says_no_error(std::string_view text) {
    static constexpr std::array<std::string_view, 27> kNothing = {
        "",     "none",   "null",  "nil",     "nan",       "n/a",      "na",
        "0",    "0.0",    "false", "no",      "ok",        "-",        "no error",
        "--",   "{}",     "[]",    "()",      "\"\"",      "success",  "keine",
        "kein", "aucune", "aucun", "ninguno", "undefined", "no errors"};
    return is_one_of(lower(trim(text)), kNothing);
}

// 400 to 599 at the start, as in "503 Service Unavailable"; `HTTP 503` and `HTTP/1.1 503` too.
static bool is_http_error(std::string_view text) {
    if (text.starts_with("http")) {
        const auto space = text.find(' ');
        text = space == std::string_view::npos ? std::string_view() : trim(text.substr(space));
    }
    const bool code = text.size() >= 3 && (text[0] == '4' || text[0] == '5') && is_digit(text[1]) &&
                      is_digit(text[2]);
    return code && (text.size() == 3 || !is_alnum(text[3]));
}

bool says_failure(std::string_view status) {
    static constexpr std::array<std::string_view, 33> kWords = {"false",
                                                                "failed",
                                                                "fail",
                                                                "failure",
                                                                "error",
                                                                "errored",
                                                                "timeout",
                                                                "timedout",
                                                                "timed",
                                                                "no",
                                                                "n",
                                                                "ko",
                                                                "nok",
                                                                "f",
                                                                "crash",
                                                                "crashed",
                                                                "aborted",
                                                                "abort",
                                                                "cancelled",
                                                                "canceled",
                                                                "exception",
                                                                "oom",
                                                                "killed",
                                                                "invalid",
                                                                "rejected",
                                                                "unsuccessful",
                                                                "incomplete",
                                                                "refused",
                                                                "unavailable",
                                                                "unreachable",
                                                                "disconnected",
                                                                "interrupted",
                                                                "broken"};
    // Whole answers in other languages; letters beyond ASCII keep their case.
    static constexpr std::array<std::string_view, 22> kElsewhere = {"nein",
                                                                    "falsch",
                                                                    "fehler",
                                                                    "fehlgeschlagen",
                                                                    "abgebrochen",
                                                                    "gescheitert",
                                                                    "non",
                                                                    "faux",
                                                                    "erreur",
                                                                    "\xC3\xA9"
                                                                    "chec",
                                                                    "\xC3\x89"
                                                                    "chec",
                                                                    "echec",
                                                                    "fallo",
                                                                    "fallido",
                                                                    "errore",
                                                                    "fallito",
                                                                    "falso",
                                                                    "\xE5\xA4\xB1\xE8\xB4\xA5",
                                                                    "\xE5\xA4\xB1\xE6\x95\x97",
                                                                    "\xE9\x94\x99\xE8\xAF\xAF",
                                                                    "\xE8\xB6\x85\xE6\x97\xB6",
                                                                    "\xE5\x90\xA6"};
    const std::string text = lower(trim(status));
    if (is_http_error(text) || is_one_of(text, kElsewhere)) return true;
    const auto end = std::find_if_not(text.begin(), text.end(), is_alpha);
    const std::string_view first(text.data(), static_cast<std::size_t>(end - text.begin()));
    // "no" and "n" only as the whole answer: "no issues" is none.
    if (first.size() <= 2 && first.size() != text.size()) return false;
    return is_one_of(first, kWords) || text == "not ok" || text.starts_with("out of memory");
}

bool says_success(std::string_view status) {
    static constexpr std::array<std::string_view, 24> kWords = {
        "true",        "yes",    "y",        "t",         "ok",         "okay",
        "pass",        "passed", "success",  "succeeded", "successful", "complete",
        "completed",   "done",   "finished", "valid",     "ja",         "wahr",
        "erfolgreich", "oui",    "vrai",     "s\xC3\xAD", "si",         "\xE6\x88\x90\xE5\x8A\x9F"};
    return is_one_of(lower(trim(status)), kWords);
}

static std::string plain_name(std::string_view name) {
    return join_words(split_column_name(name).segments.back());
}

bool is_failure_flag(std::string_view name) {
    static constexpr std::array<std::string_view, 9> kFlags = {"cancelled", "canceled", "failed",
                                                               "timed_out", "crashed",  "aborted",
                                                               "oom",       "errored",  "is_error"};
    std::string last = plain_name(name);
    for (const std::string_view prefix : {"was_", "is_", "has_"}) {
        if (last != "is_error" && last.starts_with(prefix)) last.erase(0, prefix.size());
    }
    return is_one_of(last, kFlags);
}

bool is_exit_code(std::string_view name) {
    static constexpr std::array<std::string_view, 9> kCodes = {
        "exit_code", "exitcode",   "exit_status", "return_code", "returncode",
        "retcode",   "error_code", "errno",       "rc"};
    return is_one_of(plain_name(name), kCodes);
}

}  // namespace chimera::model
