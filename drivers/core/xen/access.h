// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: public interface of Xen

#pragma once

#include <stdint.h>
#include "core/xen/hypercall.h"

/*
 * Reads and writes of memory that the hypervisor or another domain shares. Only these touch it, so that every access
 * happens once, whole, and in the order that its name says. The other side can change any byte at any time: what was
 * read is copied first and judged then.
 */

/* What the other side wrote before it moved this index is seen after this read. */
static inline uint32_t SharedRead32Acquire(const volatile uint32_t *Address)
{
    return __atomic_load_n(Address, __ATOMIC_ACQUIRE);
}

/* What was written, or read, before this index moves is finished when the other side sees it. */
static inline void SharedWrite32Release(volatile uint32_t *Address, uint32_t Value)
{
    __atomic_store_n(Address, Value, __ATOMIC_RELEASE);
}

/* Between writing an index and reading the one that the other side moves: x86 lets these two pass each other. */
static inline void SharedFullBarrier(void)
{
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

static inline uint8_t SharedExchange8(volatile uint8_t *Address, uint8_t Value)
{
    return __atomic_exchange_n(Address, Value, __ATOMIC_SEQ_CST);
}

static inline XEN_WORD SharedExchangeWord(volatile XEN_WORD *Address, XEN_WORD Value)
{
    return __atomic_exchange_n(Address, Value, __ATOMIC_SEQ_CST);
}

static inline XEN_WORD SharedReadWord(const volatile XEN_WORD *Address)
{
    return __atomic_load_n(Address, __ATOMIC_ACQUIRE);
}

static inline void SharedClearBits(volatile XEN_WORD *Address, XEN_WORD Bits)
{
    (void)__atomic_fetch_and(Address, ~Bits, __ATOMIC_SEQ_CST);
}

static inline void SharedSetBits(volatile XEN_WORD *Address, XEN_WORD Bits)
{
    (void)__atomic_fetch_or(Address, Bits, __ATOMIC_SEQ_CST);
}

static inline uint16_t SharedRead16(const volatile uint16_t *Address)
{
    return __atomic_load_n(Address, __ATOMIC_ACQUIRE);
}

static inline void SharedWrite16Release(volatile uint16_t *Address, uint16_t Value)
{
    __atomic_store_n(Address, Value, __ATOMIC_RELEASE);
}

/* Nonzero when Expected stood there and Value stands there now. */
static inline int SharedCompareExchange16(volatile uint16_t *Address, uint16_t Expected, uint16_t Value)
{
    return __atomic_compare_exchange_n(Address, &Expected, Value, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

static inline void SharedCopyIn(void *To, const volatile uint8_t *From, uint32_t Bytes)
{
    for (uint32_t i = 0; i < Bytes; ++i)
        ((uint8_t *)To)[i] = From[i];
}

static inline void SharedCopyOut(volatile uint8_t *To, const void *From, uint32_t Bytes)
{
    for (uint32_t i = 0; i < Bytes; ++i)
        To[i] = ((const uint8_t *)From)[i];
}
