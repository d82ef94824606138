// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: sample tree of the toolset's tests
#pragma once

#include <stdint.h>

#define SUM_SEED UINT64_C(5381)

uint64_t
SumBytes(const uint8_t *Bytes, uint32_t Length);
