// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: the only ways in which memory shared with a backend is touched.
#pragma once

#include <stdint.h>

#ifdef _MSC_VER
#include <intrin.h>
#define SharedFence()     _ReadWriteBarrier()
#define SharedFenceFull() MemoryBarrier()
#else
#define SharedFence()     __asm__ __volatile__("" ::: "memory")
#define SharedFenceFull() __atomic_thread_fence(__ATOMIC_SEQ_CST)
#endif

// x86 keeps loads in order with loads and stores with stores, so that only the compiler must be held.

// What the other side wrote before it published Value is seen after this.
static inline uint32_t SharedReadAcquire(const volatile uint32_t *At)
{
    const uint32_t Value = *At;
    SharedFence();
    return Value;
}

// What was written before this is seen by whoever sees Value.
static inline void SharedWriteRelease(volatile uint32_t *At, uint32_t Value)
{
    SharedFence();
    *At = Value;
}

// A store before this is visible before a load after it: between "I published" and "are you asleep?".
static inline void SharedBarrierFull(void)
{
    SharedFenceFull();
}

// One copy of Bytes, multiple of four, out of shared memory; the copy is then checked, never the original.
static inline void SharedCopyOut(void *To, const volatile void *From, uint32_t Bytes)
{
    uint32_t *const Target = To;
    const volatile uint32_t *const Source = From;
    for (uint32_t Index = 0; Index < Bytes / 4; ++Index)
        Target[Index] = Source[Index];
}

static inline void SharedCopyIn(volatile void *To, const void *From, uint32_t Bytes)
{
    volatile uint32_t *const Target = To;
    const uint32_t *const Source = From;
    for (uint32_t Index = 0; Index < Bytes / 4; ++Index)
        Target[Index] = Source[Index];
}
