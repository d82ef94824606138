// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#include "xenbus/limits.h"

LIMITS_SHOWN LimitsApply(uint32_t ConfiguredDisks, uint32_t ConfiguredNics)
{
    LIMITS_SHOWN Shown;
    Shown.Disks = ConfiguredDisks < LIMIT_DEVICES ? ConfiguredDisks : LIMIT_DEVICES;

    const uint32_t Room = LIMIT_DEVICES - Shown.Disks;
    Shown.Nics = ConfiguredNics < LIMIT_NICS ? ConfiguredNics : LIMIT_NICS;
    if (Shown.Nics > Room)
        Shown.Nics = Room;
    return Shown;
}
