// SPDX-License-Identifier: Apache-2.0
// What is known of the example corpus, found by reading it.
#include <gtest/gtest.h>
