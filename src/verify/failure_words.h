// SPDX-License-Identifier: Apache-2.0
// How a row says of itself that it is no measurement: by an error field that holds something, by a
// success field that says no, by a status that names a failure.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace chimera::verify {

// A field in which an error is reported, whatever it holds: error, exception, status, success, ...
bool is_failure_field(std::string_view name);

// True if a field of this name with this text says that the row failed.
bool tells_failure(std::string_view name, std::string_view text, bool is_number);
// True if it can be read so where the whole column bears it out: 1 under "error", "fail" anywhere.
bool may_tell_failure(std::string_view name, std::string_view text, bool is_number);

// Stored statistics of one row: a mean of exactly zero, with a maximum and another statistic of
// zero or with a count of zero beside it, stands for a run that did not take place.
class ZeroMeans {
public:
    void add(std::string_view name, std::string_view text, bool is_number);
    bool stand_for_nothing() const;

private:
    struct Zeros {
        bool all = true;  // what was added of this metric is zero
        bool mean = false;
        bool max = false;
        bool other = false;
    };
    std::map<std::string, Zeros> by_metric_;
    bool no_sample_ = false;
    bool ran_ = false;  // some mean is not zero
};

}  // namespace chimera::verify
