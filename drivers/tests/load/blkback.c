// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: a double of the disk backend, on a thread of its own.
#define _GNU_SOURCE
#include "tests/load/blkback.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// What the protocol demands of the driver.
#define NEED(Condition)                                                                                                \
    do                                                                                                                 \
    {                                                                                                                  \
        if (!(Condition))                                                                                              \
        {                                                                                                              \
            fprintf(stderr, "backend: the driver broke %s\n", #Condition);                                             \
            abort();                                                                                                   \
        }                                                                                                              \
    } while (0)

BLKBACK Backend;

static void BackendNotified(void *Context)
{
    (void)Context;
    atomic_store(&Backend.Notified, true);
}

static int16_t BackendMove(const BLKIF_REQUEST *Request)
{
    uint64_t Sector = Request->Sector;

    for (uint32_t Index = 0; Index < Request->SegmentCount; ++Index)
    {
        const BLKIF_SEGMENT *const Segment = &Request->Segments[Index];
        bool ReadOnly = false;
        uint8_t *const Page = GrantMap(Segment->Grant, &ReadOnly);
        const uint32_t Bytes = (Segment->LastSector - Segment->FirstSector + 1u) * 512;
        NEED(Page != NULL && ReadOnly == (Request->Operation == BLKIF_OP_WRITE));
        NEED(Sector + Bytes / 512 <= DISK_SECTORS);
        if (Request->Operation == BLKIF_OP_READ)
            memcpy(Page + Segment->FirstSector * 512, Backend.Disk + Sector * 512, Bytes);
        else
            memcpy(Backend.Disk + Sector * 512, Page + Segment->FirstSector * 512, Bytes);
        GrantUnmap(Segment->Grant);
        Sector += Bytes / 512;
    }
    return BLKIF_RSP_OKAY;
}

static void BackendServe(void)
{
    BLKIF_RING *const Ring = Backend.Ring;

    if (atomic_load(&Backend.Silent))
        return;
    const uint32_t Until = __atomic_load_n(&Ring->RequestProduced, __ATOMIC_ACQUIRE);
    if (Backend.Consumed == Until)
    {
        __atomic_store_n(&Ring->RequestEvent, Until + 1, __ATOMIC_SEQ_CST);
        return;
    }
    while (Backend.Consumed != Until)
    {
        const BLKIF_REQUEST Request = Ring->Entries[Backend.Consumed++ % BLKIF_RING_SLOTS].Request;
        BLKIF_RESPONSE Response = {.Id = Request.Id, .Operation = Request.Operation};
        if (Request.Operation == BLKIF_OP_FLUSH)
            ++Backend.Flushes;
        else
            Response.Status = atomic_load(&Backend.Refuse) ? BLKIF_RSP_ERROR : BackendMove(&Request);
        if (atomic_exchange(&Backend.Lie, 0) != 0)
            Response.Id = 5; // not in flight
        Ring->Entries[Backend.Produced++ % BLKIF_RING_SLOTS].Response = Response;
        ++Backend.Served;
    }
    __atomic_store_n(&Ring->ResponseProduced, Backend.Produced, __ATOMIC_SEQ_CST);
    PortRaise(Backend.Port);
}

static void BackendConnect(void)
{
    char Protocol[32] = "";
    bool ReadOnly = true;

    StoreGet(FRONT "/protocol", Protocol, sizeof(Protocol));
    NEED(strcmp(Protocol, "x86_64-abi") == 0);
    Backend.RingGrant = (uint32_t)StoreGetNumber(FRONT "/ring-ref", 0);
    Backend.Port = (uint32_t)StoreGetNumber(FRONT "/event-channel", 0);
    Backend.Ring = GrantMap(Backend.RingGrant, &ReadOnly);
    NEED(Backend.Ring != NULL && !ReadOnly && Backend.Port != 0);
    Backend.Consumed = Backend.Produced = 0;
    PortServe(Backend.Port, BackendNotified, NULL);
    StorePutNumber(BACK "/sectors", DISK_SECTORS);
    StorePutNumber(BACK "/sector-size", 512);
    StorePutNumber(BACK "/feature-flush-cache", 1);
    StorePutNumber(BACK "/state", 4);
}

// What blkback does with the front end's state.
static void BackendFollow(void)
{
    const uint64_t Front = StoreGetNumber(FRONT "/state", 0), Back = StoreGetNumber(BACK "/state", 0);

    if (Back == 2 && Front == 3)
        BackendConnect();
    if (Back == 6 && Front == 1 && StoreGetNumber(BACK "/online", 0) == 1)
        StorePutNumber(BACK "/state", 2);
    if ((Back == 4 && Front >= 5) || (Back == 5 && Front == 6))
    {
        if (Front == 6 && Backend.Ring != NULL)
        {
            GrantUnmap(Backend.RingGrant);
            Backend.Ring = NULL;
        }
        StorePutNumber(BACK "/state", Front);
    }
}

static void *BackendThread(void *Unused)
{
    (void)Unused;
    while (!atomic_load(&Backend.Stop))
    {
        BackendFollow();
        if (Backend.Ring != NULL)
            BackendServe();
        usleep(atomic_exchange(&Backend.Notified, false) ? 1 : 200);
    }
    return NULL;
}

static pthread_t Thread;

void BackendStart(void)
{
    if (pthread_create(&Thread, NULL, BackendThread, NULL) != 0)
        abort();
}

void BackendStop(void)
{
    atomic_store(&Backend.Stop, true);
    pthread_join(Thread, NULL);
}
