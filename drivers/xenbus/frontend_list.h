// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#pragma once

#include <stdint.h>
#include "xenbus/limits.h"

/*
 * The configured front ends as xenstore lists them: pure, no NT header, tested on the host. Lists keep the smallest
 * handles, in order, so that the same configuration always shows the same devices under the same numbers, whatever
 * order the store lists them in; the others are only counted.
 */
typedef struct HANDLE_LIST
{
    uint32_t Configured; /* seen, kept or not */
    uint32_t Kept;
    uint32_t Handles[LIMIT_DEVICES];
} HANDLE_LIST;

/* Capacity is at most LIMIT_DEVICES. A handle that is there already is not counted again. */
void HandleListAdd(HANDLE_LIST *List, uint32_t Capacity, uint32_t Handle);

int HandleListHas(const HANDLE_LIST *List, uint32_t Handle);

/* Nonzero when both keep the same handles. */
int HandleListEqual(const HANDLE_LIST *A, const HANDLE_LIST *B);

/*
 * Whether a change of this node can change the lists: "device/vif", "device/vif/0" and the nodes that the tool stack
 * writes once ("device/vif/0/backend", ".../device-type"). Front ends write below device/ all the time, and that is
 * nobody's business here.
 */
int FrontendPathMatters(const char *Path);
