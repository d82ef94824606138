// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: a double of the disk backend, on a thread of its own.
#pragma once

#include <stdatomic.h>

#include "tests/load/bus.h"
#include "xenvbd/blkif.h"

#define DISK_SECTORS 65536u
#define FRONT        "/home/device/vbd/51712"
#define BACK         "/local/domain/3/backend/vbd/7/51712"

typedef struct BLKBACK
{
    uint8_t Disk[DISK_SECTORS * 512];
    atomic_bool Silent, Refuse, Stop;
    atomic_int Lie; // 1: the next response has an id that is not in flight
    atomic_uint Served, Flushes;
    BLKIF_RING *Ring;
    uint32_t RingGrant, Port, Consumed, Produced;
    atomic_bool Notified;
} BLKBACK;

extern BLKBACK Backend;

void BackendStart(void);
void BackendStop(void);
