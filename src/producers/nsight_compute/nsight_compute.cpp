// SPDX-License-Identifier: Apache-2.0
#include "producers/nsight_compute/nsight_compute.h"

namespace chimera::producers {

static constexpr std::string_view kShapesNsightCompute[] = {
    "ID|Process ID|Kernel Name|Host Name",
};

constinit const Producer kNsightCompute = {
    .id = "nsight-compute",
    .title = "Nsight Compute",
    .tested = "CSV of --page raw in examples/chimera-101",
    .shapes = kShapesNsightCompute,
};

}  // namespace chimera::producers
