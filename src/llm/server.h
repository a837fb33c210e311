// SPDX-License-Identifier: Apache-2.0
// What the back ends of servers have in common: a client that carries the key, sentences for what a
// server says instead of a reply, the name of the model, and what a stream comes to.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"
#include "llm/http_client.h"
#include "llm/model.h"
#include "llm/server_spec.h"
#include "llm/stream_event.h"

namespace chimera::llm {

// The key of the file, or of the variable where no file is named; empty where there is none.
// Errors: a file that cannot be read, a key with spaces or control characters. No error shows it.
Result<std::string> read_key(const std::string& file, const std::string& variable);

class Server {
public:
    // `url` is where the server's paths begin; `key` is sent as a bearer token if it is not empty.
    Server(Url url, const HttpSettings& settings, std::string key);

    struct Fetched {
        HttpReply reply;
        std::string body;
    };

    std::string shown() const { return client_.base().shown(); }
    const std::vector<std::pair<std::string, std::string>>& headers() const { return headers_; }
    const std::vector<std::string>& secrets() const { return secrets_; }
    // A reply of any status, with its body.
    Result<Fetched> get(const std::string& target);
    Result<HttpReply> post(const std::string& target, const nlohmann::ordered_json& body,
                           const OnPiece& on_piece);

    // What a reply of another status than 200 means, in one sentence with the server's own words.
    Error refusal(const std::string& target, const HttpReply& reply) const;
    // A sentence about `target`: "<what>; <what to do>".
    Error fault(const std::string& target, std::string message) const;
    // Text of a server as an error may show it: one line, short, without key and password.
    std::string quoted(std::string_view text) const;

private:
    HttpClient client_;
    std::vector<std::string> secrets_;
    std::vector<std::pair<std::string, std::string>> headers_;
};

// Text of a server as it may be shown or kept: one line, short, without any of the secrets.
std::string quoted(std::string_view text, std::span<const std::string> secrets);

// What a reply of another status than 200 means, in one sentence with the server's own words.
std::string refusal_words(const HttpReply& reply, std::span<const std::string> secrets);

// The words of an error that a server reports in JSON, in any of the usual places; nullopt where
// this is no error report.
std::optional<std::string> reported_error(const nlohmann::json& said);

// The wanted model among those of a server; where none is named, the only one. Errors list what
// there is.
Result<std::string> pick_model(const Server& server, const std::string& wanted,
                               const std::vector<std::string>& names);

// A seed as every server takes it: its lowest 31 bits.
std::int64_t seed_of(std::uint64_t seed);

// Text that comes in pieces, until the server says it is done, the caller has enough, or a fault.
struct StreamedReply {
    const OnChunk& on_chunk;
    Reply reply = {};
    bool done = false;
    double last_s = 0;          // when the last piece came, since the request was sent
    bool foreign = false;       // what came is nothing that such a server says
    std::string reported = {};  // the error that the server reported in the stream
    ServerCounts counts = {};

    // Whether to go on.
    bool take(StreamEvent event, double at_s);
    // What the call gave, once `sent` has returned. Errors: those of the call, what was reported,
    // foreign text, a stream that ended before it was done.
    Result<Reply> finished(const Server& server, const std::string& target, Result<HttpReply> sent);
};

}  // namespace chimera::llm
