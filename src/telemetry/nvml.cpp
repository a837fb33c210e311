// SPDX-License-Identifier: Apache-2.0
#include "telemetry/nvml.h"

#include <dlfcn.h>

#include <array>

#include "core/text.h"

namespace chimera::telemetry {

namespace {

// The part of NVML's binary interface that is used here. 0 is success, a device an opaque pointer.
using Return = int;
constexpr Return kSuccess = 0;
constexpr unsigned kClockSm = 1;
constexpr unsigned kClockMemory = 2;
constexpr unsigned kTemperatureGpu = 0;

struct Utilization {
    unsigned gpu;
    unsigned memory;
};
struct Memory {
    unsigned long long total;
    unsigned long long free;
    unsigned long long used;
};

// What the library calls `name`, called; false where it is missing or fails.
template <typename... Arguments>
bool call(void* library, const char* name, Arguments... arguments) {
    using Function = Return (*)(Arguments...);
    const auto function = reinterpret_cast<Function>(::dlsym(library, name));
    return function != nullptr && function(arguments...) == kSuccess;
}

// Adds readings of one GPU under its number.
class GpuReader {
public:
    GpuReader(void* library, void* device, std::size_t index)
        : library_(library), device_(device), prefix_("gpu" + std::to_string(index) + "_") {}

    template <typename... Arguments>
    bool ask(const char* function, Arguments... arguments) const {
        return call(library_, function, device_, arguments...);
    }
    void add(const char* name, double value, const char* unit) {
        readings_.push_back({prefix_ + name, value, unit});
    }
    std::vector<Reading> take() { return std::move(readings_); }

private:
    void* library_;
    void* device_;
    std::string prefix_;
    std::vector<Reading> readings_;
};

}  // namespace

std::optional<Nvml> Nvml::open(const std::string& library) {
    void* const handle = ::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) return std::nullopt;
    if (!call(handle, "nvmlInit_v2")) {
        ::dlclose(handle);
        return std::nullopt;
    }
    return Nvml(handle);
}

Nvml::Nvml(void* library) : library_(library) {
    // A damaged library must not make this loop for hours.
    constexpr unsigned kMost = 1024;
    unsigned count = 0;
    if (!call(library, "nvmlDeviceGetCount_v2", &count) || count > kMost) return;
    count_ = count;
    for (unsigned i = 0; i < count; ++i) {
        void* device = nullptr;
        if (call(library, "nvmlDeviceGetHandleByIndex_v2", i, &device) && device != nullptr) {
            devices_.push_back({i, device});
        }
    }
}

void Nvml::Closer::operator()(void* library) const {
    call(library, "nvmlShutdown");
    ::dlclose(library);
}

static void read_use(GpuReader& gpu) {
    constexpr unsigned kMostPercent = 100;
    Utilization use{};
    if (gpu.ask("nvmlDeviceGetUtilizationRates", &use) && use.gpu <= kMostPercent &&
        use.memory <= kMostPercent) {
        gpu.add("utilization_percent", use.gpu, "%");
        gpu.add("memory_busy_percent", use.memory, "%");
    }
    Memory memory{};
    if (gpu.ask("nvmlDeviceGetMemoryInfo", &memory) && memory.total > 0 &&
        memory.used <= memory.total) {
        gpu.add("memory_used_bytes", static_cast<double>(memory.used), "B");
        gpu.add("memory_total_bytes", static_cast<double>(memory.total), "B");
    }
}

static void read_power(GpuReader& gpu) {
    constexpr double kMilli = 1e-3;
    unsigned milliwatts = 0;
    if (gpu.ask("nvmlDeviceGetPowerUsage", &milliwatts)) {
        gpu.add("power_w", kMilli * milliwatts, "W");
    }
    unsigned long long millijoules = 0;
    if (gpu.ask("nvmlDeviceGetTotalEnergyConsumption", &millijoules)) {
        gpu.add("energy_j", kMilli * static_cast<double>(millijoules), "J");
    }
}

static void read_clocks(GpuReader& gpu) {
    unsigned mhz = 0;
    if (gpu.ask("nvmlDeviceGetClockInfo", kClockSm, &mhz)) gpu.add("clock_mhz", mhz, "MHz");
    if (gpu.ask("nvmlDeviceGetClockInfo", kClockMemory, &mhz)) {
        gpu.add("memory_clock_mhz", mhz, "MHz");
    }
    unsigned degrees = 0;
    if (gpu.ask("nvmlDeviceGetTemperature", kTemperatureGpu, &degrees)) {
        gpu.add("temperature_c", degrees, "C");
    }
    // Drivers before 535 know only the older name.
    unsigned long long reasons = 0;
    if (gpu.ask("nvmlDeviceGetCurrentClocksEventReasons", &reasons) ||
        gpu.ask("nvmlDeviceGetCurrentClocksThrottleReasons", &reasons)) {
        gpu.add("throttle_reasons", static_cast<double>(reasons), "bit mask");
    }
}

std::vector<Reading> Nvml::read() const {
    std::vector<Reading> readings;
    for (const Device& device : devices_) {
        GpuReader gpu(library_.get(), device.handle, device.index);
        read_use(gpu);
        read_power(gpu);
        read_clocks(gpu);
        for (Reading& reading : gpu.take()) readings.push_back(std::move(reading));
    }
    return readings;
}

using Text = std::array<char, 96>;

// The library ends its texts by a zero; the last byte is one whatever it does.
static std::string text_of(const Text& buffer) {
    return valid_utf8(trim(std::string_view(buffer.data())));
}

std::vector<GpuFacts> Nvml::facts() const {
    void* const library = library_.get();
    Text driver{};
    const auto longest = static_cast<unsigned>(driver.size() - 1);
    if (!call(library, "nvmlSystemGetDriverVersion", driver.data(), longest)) driver = {};
    std::vector<GpuFacts> all;
    for (const Device& device : devices_) {
        GpuFacts& facts = all.emplace_back();
        facts.index = device.index;
        facts.driver = text_of(driver);
        Text name{};
        if (call(library, "nvmlDeviceGetName", device.handle, name.data(), longest)) {
            facts.name = text_of(name);
        }
        Memory memory{};
        if (call(library, "nvmlDeviceGetMemoryInfo", device.handle, &memory) && memory.total > 0) {
            facts.memory_bytes = static_cast<double>(memory.total);
        }
        unsigned milliwatts = 0;
        if (call(library, "nvmlDeviceGetEnforcedPowerLimit", device.handle, &milliwatts)) {
            facts.power_limit_w = milliwatts / 1000.0;
        }
    }
    return all;
}

std::optional<std::string> Nvml::cuda_version() const {
    // 12040 is 12.4.
    int version = 0;
    if (!call(library_.get(), "nvmlSystemGetCudaDriverVersion", &version) || version <= 0) {
        return std::nullopt;
    }
    return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

std::vector<std::string> throttle_reasons(std::uint64_t mask) {
    static constexpr std::array<std::string_view, 9> kWords{"idle",
                                                            "application clocks",
                                                            "power cap",
                                                            "hardware slowdown",
                                                            "sync boost",
                                                            "thermal slowdown",
                                                            "hardware thermal slowdown",
                                                            "hardware power brake",
                                                            "display clocks"};
    std::vector<std::string> reasons;
    for (std::size_t bit = 0; bit < 64; ++bit) {
        if ((mask >> bit & 1U) == 0) continue;
        reasons.push_back(bit < kWords.size() ? std::string(kWords[bit])
                                              : "bit " + std::to_string(bit));
    }
    return reasons;
}

}  // namespace chimera::telemetry
