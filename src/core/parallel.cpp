// SPDX-License-Identifier: Apache-2.0
#include "core/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace chimera {

unsigned core_count() {
    return std::max(1U, std::thread::hardware_concurrency());
}

void for_each_index(std::size_t count, unsigned jobs,
                    const std::function<void(std::size_t)>& task) {
    const std::size_t threads =
        std::min<std::size_t>(jobs == 0 ? core_count() : jobs, std::max<std::size_t>(count, 1));
    if (threads <= 1) {
        for (std::size_t i = 0; i < count; ++i) task(i);
        return;
    }
    std::atomic<std::size_t> next{0};
    std::exception_ptr failure;
    std::mutex failure_mutex;
    const auto work = [&] {
        try {
            for (std::size_t i = next++; i < count; i = next++) task(i);
        } catch (const std::exception&) {
            const std::scoped_lock lock(failure_mutex);
            if (!failure) failure = std::current_exception();
            next = count;
        }
    };
    std::vector<std::jthread> pool;
    for (std::size_t i = 1; i < threads; ++i) pool.emplace_back(work);
    work();
    pool.clear();
    if (failure) std::rethrow_exception(failure);
}

}  // namespace chimera
