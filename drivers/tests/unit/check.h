// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: the few lines that a host test needs to fail loudly.
#pragma once

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static unsigned ChecksMade;
static unsigned ChecksFailed;
static const char *CheckedTest;

// Both values are shown; the test goes on, so that one run tells all that is wrong.
#define CHECK_EQUAL(Actual, Expected)                                                                                  \
    do                                                                                                                 \
    {                                                                                                                  \
        const uint64_t ActualValue = (uint64_t)(Actual);                                                               \
        const uint64_t ExpectedValue = (uint64_t)(Expected);                                                           \
        ++ChecksMade;                                                                                                  \
        if (ActualValue != ExpectedValue)                                                                              \
        {                                                                                                              \
            ++ChecksFailed;                                                                                            \
            fprintf(stderr, "%s:%d: %s: %s is 0x%" PRIx64 ", expected 0x%" PRIx64 "\n", __FILE__, __LINE__,            \
                    CheckedTest, #Actual, ActualValue, ExpectedValue);                                                 \
        }                                                                                                              \
    } while (0)

#define CHECK(Condition) CHECK_EQUAL(!!(Condition), 1)

#define RUN(Test)                                                                                                      \
    do                                                                                                                 \
    {                                                                                                                  \
        CheckedTest = #Test;                                                                                           \
        Test();                                                                                                        \
    } while (0)

// A program without a check is a broken test, not a green one.
static inline int CheckFinish(const char *Program)
{
    printf("%s: %u checks, %u failed\n", Program, ChecksMade, ChecksFailed);
    return ChecksMade == 0 || ChecksFailed != 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
