// SPDX-License-Identifier: Apache-2.0
#include "llm/server.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "core/text.h"

namespace chimera::llm {

using nlohmann::json;

constexpr std::size_t kQuotedBytes = 200;
constexpr std::size_t kListedModels = 8;

Result<std::string> read_key(const std::string& file, const std::string& variable) {
    std::string key;
    if (!file.empty()) {
        std::ifstream in(file, std::ios::binary);
        constexpr std::size_t kMost = 16384;
        key.resize(kMost);
        in.read(key.data(), static_cast<std::streamsize>(kMost));
        key.resize(static_cast<std::size_t>(in.gcount()));
        if (key.empty()) {
            return input_error("the file of the API key cannot be read or is empty; check it",
                               file);
        }
    } else if (!variable.empty()) {
        const char* value = std::getenv(variable.c_str());
        if (value != nullptr) key = value;
    }
    key = std::string(trim(key));
    const bool clean = std::all_of(key.begin(), key.end(), [](char c) {
        return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7F;
    });
    if (!clean) {
        return input_error("the API key holds a space or a character that no key has; check it",
                           file.empty() ? variable : file);
    }
    return key;
}

static std::string base64(const std::string& text) {
    std::string out(4 * ((text.size() + 2) / 3) + 1, '\0');
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                     reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()));
    out.resize(static_cast<std::size_t>(size));
    return out;
}

Server::Server(Url url, const HttpSettings& settings, std::string key)
    : client_(std::move(url), settings) {
    const std::string& user = client_.base().userinfo;
    if (!key.empty()) {
        headers_.emplace_back("Authorization", "Bearer " + key);
    } else if (!user.empty()) {
        headers_.emplace_back("Authorization", "Basic " + base64(user));
    }
    secrets_ = {std::move(key), user.substr(std::min(user.size(), user.find(':') + 1))};
}

Result<Server::Fetched> Server::get(const std::string& target) {
    std::string body;
    HttpRequest request{.target = target, .headers = headers_};
    request.headers.emplace_back("Accept", "application/json");
    TRY_ASSIGN(HttpReply reply, client_.send(request, [&](std::string_view piece, double) {
        body += piece;
        return true;
    }));
    if (reply.status != 200) body = reply.body;
    return Fetched{std::move(reply), std::move(body)};
}

Result<HttpReply> Server::post(const std::string& target, const nlohmann::ordered_json& body,
                               const OnPiece& on_piece) {
    HttpRequest request{.method = "POST", .target = target, .headers = headers_};
    request.headers.emplace_back("Content-Type", "application/json");
    request.body = body.dump(-1, ' ', false, json::error_handler_t::replace);
    return client_.send(request, on_piece);
}

std::string Server::quoted(std::string_view text) const {
    return llm::quoted(text, secrets_);
}

std::string quoted(std::string_view text, std::span<const std::string> secrets) {
    std::string out(text);
    for (const std::string& secret : secrets) {
        if (!secret.empty()) out = replace_all(std::move(out), secret, "[key]");
    }
    out = valid_utf8(out);
    for (char& c : out) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    }
    const std::string_view whole = trim(out);
    const std::string_view shown = utf8_prefix(whole, kQuotedBytes);
    return std::string(shown) + (shown.size() < whole.size() ? "..." : "");
}

std::optional<std::string> reported_error(const json& said) {
    if (!said.is_object()) return std::nullopt;
    for (const char* key : {"error", "detail", "message"}) {
        const auto entry = said.find(key);
        if (entry == said.end() || entry->is_null()) continue;
        if (entry->is_string()) return entry->get<std::string>();
        // The "message" of a good reply is an object.
        if (std::string_view(key) == "message") continue;
        if (entry->is_object() && entry->contains("message") && entry->at("message").is_string()) {
            return entry->at("message").get<std::string>();
        }
        return entry->dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    }
    return std::nullopt;
}

static std::string_view advice_of(int status) {
    if (status == 401 || status == 403) return "check the API key";
    if (status == 404) return "check the base URL and the model's name";
    if (status == 429) return "wait, or ask for less";
    if (status >= 500) return "see the server's log";
    return "check the base URL and the options";
}

std::string refusal_words(const HttpReply& reply, std::span<const std::string> secrets) {
    if (reply.status >= 300 && reply.status < 400) {
        return fmt::format(
            "the server redirects to {} (status {}), which is not followed; give the URL that it "
            "means",
            quoted(reply.location, secrets), reply.status);
    }
    const auto parsed = json::parse(reply.body, nullptr, false);
    std::string said;
    if (const auto reported = reported_error(parsed)) {
        said = quoted(*reported, secrets);
    } else if (reply.content_type == "text/html" || reply.body.starts_with('<')) {
        said = "a web page";
    } else {
        said = quoted(reply.body, secrets);
    }
    return fmt::format("the server answers with status {}{}{}; {}", reply.status,
                       said.empty() ? "" : ": ", said, advice_of(reply.status));
}

Error Server::refusal(const std::string& target, const HttpReply& reply) const {
    return fault(target, refusal_words(reply, secrets_));
}

Error Server::fault(const std::string& target, std::string message) const {
    return input_error(std::move(message), shown() + target);
}

Result<std::string> pick_model(const Server& server, const std::string& wanted,
                               const std::vector<std::string>& names) {
    if (!wanted.empty()) return wanted;
    if (names.size() == 1) return names[0];
    if (names.empty()) return server.fault("", "the server lists no model; name one");
    std::vector<std::string> listed;
    for (const std::string& name : names) {
        if (listed.size() == kListedModels) {
            listed.emplace_back("...");
            break;
        }
        listed.push_back(server.quoted(name));
    }
    return server.fault("", fmt::format("the server has {} models; name one of {}", names.size(),
                                        join(listed, ", ")));
}

std::int64_t seed_of(std::uint64_t seed) {
    return static_cast<std::int64_t>(seed & 0x7FFFFFFFU);
}

bool StreamedReply::take(StreamEvent event, double at_s) {
    reported = std::move(event.reported);
    foreign = event.foreign;
    if (foreign || !reported.empty()) return false;
    if (event.done) {
        done = true;
        reply.cut = event.cut;
    }
    if (event.text.empty()) return true;
    if (!reply.timing.ttft_s) reply.timing.ttft_s = at_s;
    reply.text += event.text;
    reply.chunks.push_back({std::move(event.text), at_s});
    if (!on_chunk || on_chunk(reply.chunks.back())) return true;
    reply.cut = true;
    return false;
}

static void tell(const ServerCounts& counts, Timing& timing) {
    timing.load_s = counts.load_s;
    timing.prompt_eval_s = counts.prompt_eval_s;
    timing.eval_s = counts.eval_s;
    timing.prompt_tokens = counts.prompt_tokens;
    timing.tokens = counts.tokens;
}

Result<Reply> StreamedReply::finished(const Server& server, const std::string& target,
                                      Result<HttpReply> sent) {
    tell(counts, reply.timing);
    // Whatever happens to the connection after the last word, the reply is whole.
    if (!sent.ok() && done) {
        reply.timing.total_s = last_s;
        return std::move(reply);
    }
    TRY_ASSIGN(const HttpReply http, std::move(sent));
    if (http.status != 200) return server.refusal(target, http);
    if (!reported.empty()) {
        return server.fault(
            target, fmt::format("the server reports: {}; see its log", server.quoted(reported)));
    }
    if (foreign) {
        return server.fault(
            target, fmt::format("what comes back ({}) is no reply that this kind "
                                "of server gives; check the base URL",
                                http.content_type.empty() ? "of no named type"
                                                          : server.quoted(http.content_type)));
    }
    if (!done && !http.ended_by_caller) {
        return server.fault(target,
                            "the server ended the reply before it was complete; see its log");
    }
    reply.timing.total_s = http.times.ended_s - http.times.sent_s;
    return std::move(reply);
}

}  // namespace chimera::llm
