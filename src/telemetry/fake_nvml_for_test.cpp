// SPDX-License-Identifier: Apache-2.0
// A library that answers as NVIDIA's does, with values that a test knows: two GPUs where it is
// FAKE_NVML_WHOLE. FAKE_NVML_PARTIAL lacks functions, fails in others, and gives impossible values;
// FAKE_NVML_BROKEN does not start.
#include <cstdio>
#include <cstring>

// Names and types are those of NVML's binary interface.
// NOLINTBEGIN(readability-identifier-naming)

extern "C" {

int fake_nvml_running = 0;

int nvmlInit_v2();
int nvmlShutdown();
int nvmlDeviceGetCount_v2(unsigned* count);
int nvmlDeviceGetHandleByIndex_v2(unsigned index, void** device);
int nvmlDeviceGetUtilizationRates(void* device, unsigned* gpu_and_memory);
int nvmlDeviceGetMemoryInfo(void* device, unsigned long long* total_free_used);
int nvmlDeviceGetPowerUsage(void* device, unsigned* milliwatts);
int nvmlDeviceGetClockInfo(void* device, unsigned kind, unsigned* mhz);
int nvmlDeviceGetName(void* device, char* name, unsigned length);

constexpr int kUnknownError = 999;
static int fake_devices[2] = {0, 1};

static unsigned index_of(void* device) {
    return static_cast<unsigned>(*static_cast<int*>(device));
}

int nvmlInit_v2() {
#ifdef FAKE_NVML_BROKEN
    return 9;  // the driver is not loaded
#else
    ++fake_nvml_running;
    return 0;
#endif
}

int nvmlShutdown() {
    --fake_nvml_running;
    return 0;
}

int nvmlDeviceGetCount_v2(unsigned* count) {
    *count = 2;
    return 0;
}

int nvmlDeviceGetHandleByIndex_v2(unsigned index, void** device) {
#ifdef FAKE_NVML_PARTIAL
    if (index == 0) return kUnknownError;
#endif
    if (index > 1) return 2;
    *device = &fake_devices[index];
    return 0;
}

int nvmlDeviceGetUtilizationRates(void* device, unsigned* gpu_and_memory) {
#ifdef FAKE_NVML_PARTIAL
    gpu_and_memory[0] = 4'000'000'000U;
#else
    gpu_and_memory[0] = 90 + index_of(device);
#endif
    gpu_and_memory[1] = 40 + index_of(device);
    return 0;
}

int nvmlDeviceGetMemoryInfo(void* device, unsigned long long* total_free_used) {
    constexpr unsigned long long kTotal = 85'899'345'920ULL;
    total_free_used[0] = kTotal;
    total_free_used[2] = 1'073'741'824ULL * (1 + index_of(device));
    total_free_used[1] = kTotal - total_free_used[2];
    return 0;
}

int nvmlDeviceGetPowerUsage(void* device, unsigned* milliwatts) {
    *milliwatts = 123'456 + index_of(device);
#ifdef FAKE_NVML_PARTIAL
    return 3;  // not supported, although something was written
#else
    return 0;
#endif
}

int nvmlDeviceGetClockInfo(void* device, unsigned kind, unsigned* mhz) {
    if (kind != 1 && kind != 2) return 2;
    *mhz = (kind == 1 ? 1'980U : 2'619U) + index_of(device);
    return 0;
}

int nvmlDeviceGetName(void* device, char* name, unsigned length) {
#ifdef FAKE_NVML_PARTIAL
    static_cast<void>(device);
    std::memset(name, 'x', length);  // without an end, and no UTF-8
    name[1] = '\xff';
#else
    std::snprintf(name, length, "NVIDIA Test %u", index_of(device));
#endif
    return 0;
}

#ifndef FAKE_NVML_PARTIAL
int nvmlDeviceGetTotalEnergyConsumption(void* device, unsigned long long* millijoules);
int nvmlDeviceGetTemperature(void* device, unsigned sensor, unsigned* degrees);
int nvmlDeviceGetCurrentClocksEventReasons(void* device, unsigned long long* mask);
int nvmlDeviceGetEnforcedPowerLimit(void* device, unsigned* milliwatts);
int nvmlSystemGetDriverVersion(char* version, unsigned length);
int nvmlSystemGetCudaDriverVersion(int* version);

int nvmlDeviceGetTotalEnergyConsumption(void* device, unsigned long long* millijoules) {
    *millijoules = 5'000'000'000'500ULL + index_of(device);
    return 0;
}

int nvmlDeviceGetTemperature(void* device, unsigned sensor, unsigned* degrees) {
    if (sensor != 0) return 2;
    *degrees = 61 + index_of(device);
    return 0;
}

int nvmlDeviceGetCurrentClocksEventReasons(void* device, unsigned long long* mask) {
    *mask = index_of(device) == 0 ? 0x44ULL : 0ULL;
    return 0;
}

int nvmlDeviceGetEnforcedPowerLimit(void* device, unsigned* milliwatts) {
    *milliwatts = 700'000 + index_of(device);
    return 0;
}

int nvmlSystemGetDriverVersion(char* version, unsigned length) {
    std::snprintf(version, length, "550.54.15");
    return 0;
}

int nvmlSystemGetCudaDriverVersion(int* version) {
    *version = 12'040;
    return 0;
}
#else
int nvmlDeviceGetCurrentClocksThrottleReasons(void* device, unsigned long long* mask);

int nvmlDeviceGetCurrentClocksThrottleReasons(void* device, unsigned long long* mask) {
    static_cast<void>(device);
    *mask = 1;
    return 0;
}
#endif

}  // extern "C"

// NOLINTEND(readability-identifier-naming)
