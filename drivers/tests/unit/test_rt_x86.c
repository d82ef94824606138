// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: host tests of the 64-bit division that x86 images carry.
// sources: nt/rt_x86.c
#include <stdint.h>
#include <string.h>

#include "tests/unit/check.h"

// Compiled here under names of its own, so that the machine's division can be the judge.
#ifndef __i386__
#define __i386__ 1
#define RT_X86_FORCED
#endif
#define __udivdi3 TestUnsignedDivide
#define __umoddi3 TestUnsignedRemainder
#define __divdi3  TestSignedDivide
#define __moddi3  TestSignedRemainder
#include "nt/rt_x86.c"
#ifdef RT_X86_FORCED
#undef __i386__
#endif

static uint64_t Seed = 20261122;

static uint64_t RandomBits(void)
{
    Seed = Seed * 6364136223846793005ull + 1442695040888963407ull;
    const uint64_t Mixed = Seed ^ (Seed >> 29);
    return Mixed >> (Seed >> 58); // of every length, so that quotients of every length come up
}

static void CheckUnsigned(uint64_t Dividend, uint64_t Divisor)
{
    CHECK_EQUAL(TestUnsignedDivide(Dividend, Divisor), Dividend / Divisor);
    CHECK_EQUAL(TestUnsignedRemainder(Dividend, Divisor), Dividend % Divisor);
}

static void CheckSigned(int64_t Dividend, int64_t Divisor)
{
    CHECK_EQUAL(TestSignedDivide(Dividend, Divisor), Dividend / Divisor);
    CHECK_EQUAL(TestSignedRemainder(Dividend, Divisor), Dividend % Divisor);
}

static void Divide_WhenAnyNumbers_AgreesWithTheMachine(void)
{
    static const uint64_t Edges[] = {1,          2,          3,          10,        0x7FFFFFFF, 0x80000000,
                                     0xFFFFFFFF, 1ull << 32, 1ull << 62, INT64_MAX, 1ull << 63, UINT64_MAX};
    for (size_t i = 0; i < sizeof(Edges) / sizeof(Edges[0]); ++i)
    {
        CheckUnsigned(0, Edges[i]);
        for (size_t j = 0; j < sizeof(Edges) / sizeof(Edges[0]); ++j)
            CheckUnsigned(Edges[i], Edges[j]);
    }
    for (int i = 0; i < 20000; ++i)
    {
        const uint64_t Divisor = RandomBits();
        if (Divisor != 0)
            CheckUnsigned(RandomBits(), Divisor);
    }
}

static void Divide_WhenSigned_AgreesWithTheMachine(void)
{
    CheckSigned(INT64_MIN, 1);
    CheckSigned(INT64_MIN, 7);
    CheckSigned(INT64_MAX, INT64_MIN);
    CheckSigned(INT64_MIN, INT64_MIN);
    CheckSigned(-7, 2);
    CheckSigned(7, -2);
    for (int i = 0; i < 20000; ++i)
    {
        const int64_t Dividend = (int64_t)RandomBits();
        const int64_t Divisor = (int64_t)RandomBits();
        if (Divisor != 0 && !(Dividend == INT64_MIN && Divisor == -1))
            CheckSigned(i % 2 != 0 && Dividend != INT64_MIN ? -Dividend : Dividend,
                        i % 3 != 0 && Divisor > 0 && Divisor != 1 ? -Divisor : Divisor);
    }
}

int main(void)
{
    RUN(Divide_WhenAnyNumbers_AgreesWithTheMachine);
    RUN(Divide_WhenSigned_AgreesWithTheMachine);
    return CheckFinish("test_rt_x86");
}
