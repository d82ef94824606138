// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: a double of Storport for one adapter.
#pragma once

#include <stdatomic.h>

#include "tests/load/nt.h"

#define SRB_BYTES 88

typedef struct HW_DATA
{
    uint32_t Size, InterfaceType;
    uint8_t MS (*Initialize)(void *);
    uint8_t MS (*StartIo)(void *, void *);
    uint8_t MS (*Interrupt)(void *);
    uint32_t MS (*FindAdapter)(void *, void *, void *, const char *, void *, uint8_t *);
    uint8_t MS (*ResetBus)(void *, uint32_t);
    void *DmaStarted, *AdapterState;
    uint32_t DeviceExtensionSize, LuExtensionSize, SrbExtensionSize, AccessRanges;
    void *Reserved;
    uint8_t MapBuffers, NeedPhysical, TaggedQueuing, AutoRequestSense, MultipleRequest, ReceiveEvent;
    uint16_t VendorIdLength;
    void *VendorId;
    uint16_t PortVersion, DeviceIdLength;
    void *DeviceId;
    uint32_t MS (*AdapterControl)(void *, uint32_t, void *);
    uint8_t MS (*BuildIo)(void *, void *);
    void *Rest[9];
} HW_DATA;

// SCSI_REQUEST_BLOCK on x64.
typedef struct SRB
{
    uint16_t Length;
    uint8_t Function, SrbStatus, ScsiStatus, PathId, TargetId, Lun, QueueTag, QueueAction, CdbLength, SenseLength;
    uint32_t Flags, DataBytes, Timeout;
    void *Data, *Sense, *Next, *Original, *Extension;
    uint32_t SortKey, Reserved;
    uint8_t Cdb[16];
} SRB;
_Static_assert(sizeof(SRB) == SRB_BYTES, "SCSI_REQUEST_BLOCK");

typedef struct SG_ELEMENT
{
    uint64_t Address;
    uint32_t Bytes;
    uint64_t Reserved;
} SG_ELEMENT;

typedef struct SG_LIST
{
    uint32_t Count;
    uint64_t Reserved;
    SG_ELEMENT Elements[64];
} SG_LIST;

// A request as Storport sees it: the SRB first, what else it knows of it behind.
typedef struct REQUEST
{
    SRB Srb;
    SG_LIST List;
    void *Address; // system address of the buffer
    atomic_bool Complete;
} REQUEST;

extern const PE_BINDING StorportBindings[];
extern HW_DATA Hw;      // what the driver registered
extern void *Extension; // of its one adapter
extern atomic_uint BusChanges, ErrorsLogged;
extern unsigned PortPnpCalls;

// HwFindAdapter, and HwInitialize if that found it. Returns what the first returned.
uint32_t StartAdapter(void *Config);

// A request for a CDB in hexadecimal digits; its buffer is mapped at Data.
REQUEST *NewRequest(const char *Hex, void *Data, uint32_t Bytes);

// Lists the pages of a transfer's buffer.
void Describe(REQUEST *Request, uint8_t *Buffer, uint32_t Bytes);

// Gives the request to the driver, as Storport does: BuildIo without a lock, StartIo under one, both at DISPATCH_LEVEL.
void Issue(REQUEST *Request);
bool WaitComplete(REQUEST *Request);
