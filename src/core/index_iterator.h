// SPDX-License-Identifier: Apache-2.0
// Forward iteration over what is read by index and gives values, for range-for and the standard
// algorithms: `Container` has operator[] and size().
#pragma once

#include <cstddef>
#include <iterator>

namespace chimera {

template <typename Container, typename Value>
class IndexIterator {
public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = Value;
    using difference_type = std::ptrdiff_t;
    using pointer = const Value*;
    using reference = Value;

    IndexIterator() = default;
    IndexIterator(const Container& of, std::size_t at) : of_(&of), at_(at) {}

    Value operator*() const { return (*of_)[at_]; }
    IndexIterator& operator++() {
        ++at_;
        return *this;
    }
    IndexIterator operator++(int) { return {*of_, at_++}; }
    bool operator==(const IndexIterator& other) const { return at_ == other.at_; }

private:
    const Container* of_ = nullptr;
    std::size_t at_ = 0;
};

}  // namespace chimera
