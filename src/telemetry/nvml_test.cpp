// SPDX-License-Identifier: Apache-2.0
#include "telemetry/nvml.h"

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <type_traits>

#include "support/temp_folder.h"
#include "telemetry/readings_for_test.h"

namespace chimera::telemetry {

static_assert(std::is_move_constructible_v<Nvml> && !std::is_copy_constructible_v<Nvml>);

using Names = std::vector<std::string>;

TEST(Nvml, ReadsEveryGpuInItsUnits) {
    const auto nvml = Nvml::open(FAKE_NVML_WHOLE);
    ASSERT_TRUE(nvml);
    EXPECT_EQ(nvml->count(), 2U);
    const auto readings = nvml->read();
    EXPECT_EQ(readings.size(), 20U);
    EXPECT_EQ(value_named(readings, "gpu0_utilization_percent"), 90);
    EXPECT_EQ(value_named(readings, "gpu1_memory_busy_percent"), 41);
    EXPECT_EQ(value_named(readings, "gpu0_memory_used_bytes"), 1073741824);
    EXPECT_EQ(value_named(readings, "gpu1_memory_total_bytes"), 85899345920);
    EXPECT_DOUBLE_EQ(value_named(readings, "gpu0_power_w").value(), 123.456);
    EXPECT_DOUBLE_EQ(value_named(readings, "gpu1_energy_j").value(), 5000000000.501);
    EXPECT_EQ(value_named(readings, "gpu0_clock_mhz"), 1980);
    EXPECT_EQ(value_named(readings, "gpu1_memory_clock_mhz"), 2620);
    EXPECT_EQ(value_named(readings, "gpu1_temperature_c"), 62);
    EXPECT_EQ(value_named(readings, "gpu0_throttle_reasons"), 68);
    EXPECT_EQ(value_named(readings, "gpu1_throttle_reasons"), 0);
}

TEST(Nvml, FactsNameTheGpu) {
    const auto nvml = Nvml::open(FAKE_NVML_WHOLE);
    ASSERT_TRUE(nvml);
    const auto facts = nvml->facts();
    ASSERT_EQ(facts.size(), 2U);
    EXPECT_EQ(facts[1].name, "NVIDIA Test 1");
    EXPECT_EQ(facts[1].driver, "550.54.15");
    EXPECT_EQ(facts[1].memory_bytes, 85899345920);
    EXPECT_DOUBLE_EQ(facts[0].power_limit_w.value(), 700);
    EXPECT_EQ(nvml->cuda_version(), "12.4");
}

// The first GPU gives no handle; of the second only what works is read, under its own number.
TEST(Nvml, WhatFailsIsAbsentAlone) {
    const auto nvml = Nvml::open(FAKE_NVML_PARTIAL);
    ASSERT_TRUE(nvml);
    const auto readings = nvml->read();
    EXPECT_EQ(names_of(readings),
              (Names{"gpu1_memory_used_bytes", "gpu1_memory_total_bytes", "gpu1_clock_mhz",
                     "gpu1_memory_clock_mhz", "gpu1_throttle_reasons"}));
    EXPECT_EQ(value_named(readings, "gpu1_throttle_reasons"), 1);
    const auto facts = nvml->facts();
    ASSERT_EQ(facts.size(), 1U);
    EXPECT_EQ(facts[0].index, 1U);
    EXPECT_EQ(facts[0].name.substr(0, 5), "x\xEF\xBF\xBDx");
    EXPECT_EQ(facts[0].driver, "");
    EXPECT_EQ(facts[0].power_limit_w, std::nullopt);
    EXPECT_EQ(nvml->cuda_version(), std::nullopt);
}

TEST(Nvml, WithoutTheLibraryThereIsNoGpu) {
    const test::TempFolder folder;
    folder.write("text.so", "no library");
    EXPECT_FALSE(Nvml::open(folder.path("absent.so")));
    EXPECT_FALSE(Nvml::open(folder.path("text.so")));
    EXPECT_FALSE(Nvml::open(FAKE_NVML_BROKEN));
}

TEST(Nvml, IsShutDownOnceForEveryStart) {
    void* const held = ::dlopen(FAKE_NVML_WHOLE, RTLD_NOW);
    ASSERT_NE(held, nullptr);
    const auto* running = static_cast<int*>(::dlsym(held, "fake_nvml_running"));
    ASSERT_NE(running, nullptr);
    {
        auto first = Nvml::open(FAKE_NVML_WHOLE);
        EXPECT_EQ(*running, 1);
        const Nvml second = std::move(*first);
        first.reset();
        EXPECT_EQ(*running, 1);
        EXPECT_EQ(second.read().size(), 20U);
    }
    EXPECT_EQ(*running, 0);
    ::dlclose(held);
}

TEST(Nvml, ReasonsHaveWords) {
    EXPECT_EQ(throttle_reasons(0), Names{});
    EXPECT_EQ(throttle_reasons(0x44), (Names{"power cap", "hardware thermal slowdown"}));
    EXPECT_EQ(throttle_reasons(0x1001), (Names{"idle", "bit 12"}));
    EXPECT_EQ(throttle_reasons(~std::uint64_t{0}).size(), 64U);
}

}  // namespace chimera::telemetry
