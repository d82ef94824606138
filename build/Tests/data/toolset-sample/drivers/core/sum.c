// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: sample tree of the toolset's tests
#include "core/sum.h"

uint64_t
SumBytes(const uint8_t *Bytes, uint32_t Length)
{
    uint64_t Sum = SUM_SEED;

    for (uint32_t At = 0; At < Length; At++)
        Sum = Sum * 33 + Bytes[At];
    return Sum;
}
