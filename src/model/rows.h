// SPDX-License-Identifier: Apache-2.0
// Rows of a table, ascending. Most samples are all rows of a table, which cost nothing to keep.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include "core/index_iterator.h"

namespace chimera::model {

class Rows {
public:
    Rows() = default;
    Rows(std::initializer_list<std::uint32_t> rows) {
        for (const std::uint32_t row : rows) push_back(row);
    }
    // `count` rows from `first` on.
    static Rows range(std::uint32_t first, std::size_t count) {
        Rows out;
        out.first_ = first;
        out.count_ = count;
        return out;
    }

    // `row` is larger than the last one.
    void push_back(std::uint32_t row) {
        if (list_.empty()) {
            if (count_ == 0) first_ = row;
            if (row == first_ + count_) {
                ++count_;
                return;
            }
            list_.reserve(count_ + 1);
            for (std::size_t i = 0; i < count_; ++i) {
                list_.push_back(first_ + static_cast<std::uint32_t>(i));
            }
        }
        list_.push_back(row);
        ++count_;
    }

    std::size_t size() const { return count_; }
    bool empty() const { return count_ == 0; }
    std::uint32_t operator[](std::size_t i) const {
        return list_.empty() ? first_ + static_cast<std::uint32_t>(i) : list_[i];
    }
    std::uint32_t front() const { return (*this)[0]; }
    std::uint32_t back() const { return (*this)[count_ - 1]; }
    // Each row but the first follows the one before.
    bool is_range() const { return empty() || back() - front() + std::size_t{1} == count_; }

    bool operator==(const Rows& other) const {
        if (count_ != other.count_) return false;
        for (std::size_t i = 0; i < count_; ++i) {
            if ((*this)[i] != other[i]) return false;
        }
        return true;
    }

    using Iterator = IndexIterator<Rows, std::uint32_t>;
    Iterator begin() const { return {*this, 0}; }
    Iterator end() const { return {*this, count_}; }

private:
    std::uint32_t first_ = 0;
    std::size_t count_ = 0;
    std::vector<std::uint32_t> list_;  // of rows that do not all follow each other
};

}  // namespace chimera::model
