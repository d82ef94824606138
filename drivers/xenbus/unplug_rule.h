// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#pragma once

/*
 * Whether one class of emulated devices (disks or NICs) may be unplugged now: pure, no NT header, tested on the host.
 * Unplugging a disk that Windows runs from destroys data, and unplugging one that no driver of ours will replace makes
 * the guest unbootable, so that every answer that is not known counts as no.
 *
 * The two keys: the child driver has confirmed, in an earlier boot, that it starts (Confirmed), and its service is
 * still there and starts early enough (ServiceStarts). Besides, the system volume must not be mounted yet.
 */
typedef enum UNPLUG_VERDICT
{
    UnplugForbidden, /* leave the emulated devices alone in this boot */
    UnplugAllowed
} UNPLUG_VERDICT;

typedef struct UNPLUG_FACTS
{
    int RecordMade;        /* the note "decided in this boot" was made just now, and by us */
    int SystemVolumeKnown; /* the question whether it is mounted was answered */
    int SystemVolumeMounted;
    int Confirmed;     /* key one */
    int ServiceStarts; /* key two */
} UNPLUG_FACTS;

UNPLUG_VERDICT UnplugDecide(const UNPLUG_FACTS *Facts);

/* Value "Start" of a service (winnt.h). A disk's driver must start with the boot loader; a NIC's must not be off. */
#define SERVICE_BOOT_START_VALUE 0u
#define SERVICE_DISABLED_VALUE   4u

int UnplugDiskServiceStarts(unsigned Start);
int UnplugNicServiceStarts(unsigned Start);
