// SPDX-License-Identifier: Apache-2.0
// Words for where a row ran: what a label or a provider names, and which fields are one or the
// other.
#pragma once

#include <cstdint>
#include <string_view>

namespace chimera::model {

enum class Device : std::uint8_t { kNone, kCpu, kAccelerator };

// What a text names: an accelerator if any word begins with one's name ("CUDAExecutionProvider" has
// no boundary behind its first word), else the CPU, else nothing.
Device device_named_in(std::string_view text);

// Fields that say what actually executed a row, and fields that say what it was meant to be; by the
// last segment of the name, in any case.
bool names_provider(std::string_view field);
bool names_label(std::string_view field);

}  // namespace chimera::model
