// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: SCSI's big-endian numbers and truncated answers.
#pragma once

#include <stdint.h>

static inline uint32_t ScsiGet16(const uint8_t *At)
{
    return (uint32_t)At[0] << 8 | At[1];
}

static inline uint32_t ScsiGet32(const uint8_t *At)
{
    return ScsiGet16(At) << 16 | ScsiGet16(At + 2);
}

static inline uint64_t ScsiGet64(const uint8_t *At)
{
    return (uint64_t)ScsiGet32(At) << 32 | ScsiGet32(At + 4);
}

static inline void ScsiPut16(uint8_t *At, uint32_t Value)
{
    At[0] = (uint8_t)(Value >> 8);
    At[1] = (uint8_t)Value;
}

static inline void ScsiPut32(uint8_t *At, uint32_t Value)
{
    ScsiPut16(At, Value >> 16);
    ScsiPut16(At + 2, Value);
}

static inline void ScsiPut64(uint8_t *At, uint64_t Value)
{
    ScsiPut32(At, (uint32_t)(Value >> 32));
    ScsiPut32(At + 4, (uint32_t)Value);
}

static inline uint32_t ScsiMinimum(uint32_t A, uint32_t B)
{
    return A < B ? A : B;
}

static inline void ScsiCopy(uint8_t *To, const void *From, uint32_t Bytes)
{
    const uint8_t *const Source = From;
    for (uint32_t Index = 0; Index < Bytes; ++Index)
        To[Index] = Source[Index];
}

static inline void ScsiZero(uint8_t *At, uint32_t Bytes)
{
    for (uint32_t Index = 0; Index < Bytes; ++Index)
        At[Index] = 0;
}
