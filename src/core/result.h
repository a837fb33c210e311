// SPDX-License-Identifier: Apache-2.0
// The one error idiom: an expected failure is a value. `Result<T>` holds a T or an Error; `TRY` and
// `TRY_ASSIGN` hand an error to the caller. Bugs are not errors: CHIMERA_CHECK aborts with the
// place.
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace chimera {

enum class ErrorCode { kUsage, kInput, kInternal };

// `message` is a sentence without a final stop, in the form "<what is wrong>; <what to do>".
// `place` says where: a path, `path:line`, a byte offset, a key path; empty where there is none.
struct Error {
    ErrorCode code = ErrorCode::kInput;
    std::string message;
    std::string place;
};

template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }
    T& value() & { return std::get<0>(state_); }
    const T& value() const& { return std::get<0>(state_); }
    T&& value() && { return std::get<0>(std::move(state_)); }
    const Error& error() const& { return std::get<1>(state_); }
    Error&& error() && { return std::get<1>(std::move(state_)); }

private:
    std::variant<T, Error> state_;
};

struct Done {};
using Status = Result<Done>;

[[noreturn]] void check_failed(const char* condition, const char* file, int line,
                               const std::string& values);

inline Error input_error(std::string message, std::string place = {}) {
    return {ErrorCode::kInput, std::move(message), std::move(place)};
}
inline Error usage_error(std::string message) {
    return {ErrorCode::kUsage, std::move(message), {}};
}
inline Error internal_error(std::string message) {
    return {ErrorCode::kInternal, std::move(message), {}};
}

}  // namespace chimera

#define CHIMERA_CONCAT_(a, b) a##b
#define CHIMERA_CONCAT(a, b) CHIMERA_CONCAT_(a, b)

#define TRY(expression)                                                             \
    do {                                                                            \
        auto chimera_try_status = (expression);                                     \
        if (!chimera_try_status.ok()) return std::move(chimera_try_status).error(); \
    } while (false)

#define TRY_ASSIGN(declaration, expression)                               \
    auto CHIMERA_CONCAT(chimera_try_, __LINE__) = (expression);           \
    if (!CHIMERA_CONCAT(chimera_try_, __LINE__).ok())                     \
        return std::move(CHIMERA_CONCAT(chimera_try_, __LINE__)).error(); \
    declaration = std::move(CHIMERA_CONCAT(chimera_try_, __LINE__)).value()

#define CHIMERA_CHECK(condition, values)                                                   \
    do {                                                                                   \
        if (!(condition)) ::chimera::check_failed(#condition, __FILE__, __LINE__, values); \
    } while (false)
