// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#include "xenbus/unplug_rule.h"

UNPLUG_VERDICT UnplugDecide(const UNPLUG_FACTS *Facts)
{
    if (!Facts->RecordMade)
        return UnplugForbidden;
    if (!Facts->SystemVolumeKnown || Facts->SystemVolumeMounted)
        return UnplugForbidden;
    return Facts->Confirmed && Facts->ServiceStarts ? UnplugAllowed : UnplugForbidden;
}

int UnplugDiskServiceStarts(unsigned Start)
{
    return Start == SERVICE_BOOT_START_VALUE;
}

int UnplugNicServiceStarts(unsigned Start)
{
    return Start < SERVICE_DISABLED_VALUE;
}
