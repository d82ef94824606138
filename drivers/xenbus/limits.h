// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#pragma once

#include <stdint.h>

/*
 * How many of the configured devices Windows is shown: pure, no NT header, tested on the host. The release supports 40
 * devices in all and 8 NICs; where both do not fit, disks win: 35 disks and 8 NICs give 35 and 5, 8 NICs leave 32
 * disks, 40 disks leave no NIC.
 */
#define LIMIT_DEVICES 40u
#define LIMIT_NICS    8u

typedef struct LIMITS_SHOWN
{
    uint32_t Disks;
    uint32_t Nics;
} LIMITS_SHOWN;

LIMITS_SHOWN LimitsApply(uint32_t ConfiguredDisks, uint32_t ConfiguredNics);
