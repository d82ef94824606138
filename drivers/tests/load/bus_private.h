// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: what the two halves of the bus double share.
#pragma once

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/load/bus.h"

#define ANY_CONTEXT ((void *)0xB05)

#define BROKEN(...)                                                                                                    \
    do                                                                                                                 \
    {                                                                                                                  \
        fprintf(stderr, "bus: " __VA_ARGS__);                                                                          \
        fprintf(stderr, "\n");                                                                                         \
        abort();                                                                                                       \
    } while (0)

// One lock for all; the bus's thread and the DPC thread run callbacks without it.
extern pthread_mutex_t BusLock;
extern pthread_cond_t BusWork;
extern unsigned BusReferences;

// Every routine of the table begins and ends with these: context, IRQL and reference are checked.
void BusEnter(const void *Context, unsigned MaximumIrql, const char *Routine);
void BusLeave(void);

// bus_store.c's half of the table, in its order, and its thread.
enum
{
    STORE_FUNCTIONS = 10
};
extern void *const StoreFunctions[STORE_FUNCTIONS];
void *StoreThread(void *Unused);
