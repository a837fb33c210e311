// SPDX-License-Identifier: Apache-2.0
#include "model/device.h"

#include <algorithm>
#include <string>

#include "core/text.h"

namespace chimera::model {

Device device_named_in(std::string_view text) {
    static constexpr std::string_view kAccelerators[] = {
        "cuda", "gpu", "rocm",   "tensorrt", "metal",  "mps",     "tpu",
        "npu",  "xpu", "vulkan", "opencl",   "coreml", "directml"};
    bool cpu = false;
    for (const std::string_view word : words(text)) {
        const std::string small = lower(word);
        const auto begins = [&](std::string_view known) { return small.starts_with(known); };
        if (std::any_of(std::begin(kAccelerators), std::end(kAccelerators), begins)) {
            return Device::kAccelerator;
        }
        cpu = cpu || small.starts_with("cpu");
    }
    return cpu ? Device::kCpu : Device::kNone;
}

template <std::size_t N>
static bool is_one_of(std::string_view field, const std::string_view (&list)[N]) {
    return std::find(std::begin(list), std::end(list), lower(last_segment(field))) !=
           std::end(list);
}

bool names_provider(std::string_view field) {
    static constexpr std::string_view kNames[] = {
        "provider",    "providers", "execution_provider", "execution_providers",
        "executed_on", "ran_on",    "actual_device"};
    return is_one_of(field, kNames);
}

bool names_label(std::string_view field) {
    static constexpr std::string_view kNames[] = {
        "device", "label",    "backend",   "variant", "target",      "target_device", "accelerator",
        "name",   "run_name", "test_name", "config",  "config_name", "device_type",   "benchmark"};
    return is_one_of(field, kNames);
}

}  // namespace chimera::model
