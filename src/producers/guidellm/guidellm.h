// SPDX-License-Identifier: Apache-2.0
// What GuideLLM before version 2 of its report and GuideLLM write.
#pragma once

#include "producers/producer.h"

namespace chimera::producers {

extern const Producer kGuidellmOld;
extern const Producer kGuidellm;

}  // namespace chimera::producers
