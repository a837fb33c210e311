// SPDX-License-Identifier: Apache-2.0
// Energy of processor packages and their memory by RAPL, as the powercap driver shows it (Linux
// Documentation/power/powercap): <zone>/energy_uj counts microjoules and begins again at 0 behind
// max_energy_range_uj. Since 2020 most systems let only root read it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "telemetry/host_file.h"
#include "telemetry/reading.h"

namespace chimera::telemetry {

class PackageEnergy {
public:
    // Looks for the zones once.
    explicit PackageEnergy(const HostRoots& roots);

    // "package_energy_j" and "dram_energy_j", each the sum over all packages, growing from reading
    // to reading. Absent where one zone of the sum could not be read: a part is not the sum. Two
    // readings must be nearer than the counter's range (256 kJ: 20 minutes at 200 W), for a second
    // round cannot be seen.
    std::vector<Reading> read();

private:
    struct Zone {
        std::string path;
        std::optional<double> range_uj;
        std::optional<double> last_uj;
        double total_uj = 0;
        bool lost = false;  // the counter went back and nobody says by how much
    };
    using Zones = std::vector<Zone>;
    static void advance(Zone& zone, double now_uj);
    static std::optional<double> joules(Zones& zones);

    Zones packages_;
    Zones memories_;
};

}  // namespace chimera::telemetry
