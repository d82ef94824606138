// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: a double of Storport for one adapter.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/load/storport.h"

#define BROKEN(Text)                                                                                                   \
    do                                                                                                                 \
    {                                                                                                                  \
        fprintf(stderr, "storport: %s\n", Text);                                                                       \
        abort();                                                                                                       \
    } while (0)

HW_DATA Hw;
void *Extension;
atomic_uint BusChanges, ErrorsLogged;
unsigned PortPnpCalls;
static atomic_bool Initialized;
static pthread_mutex_t StartIoLock = PTHREAD_MUTEX_INITIALIZER;

static uint32_t MS PortAddDevice(void *Driver, void *PhysicalDevice)
{
    (void)PhysicalDevice;
    NtAttachedDevice = NtDeviceCreate(Driver);
    return STATUS_OK;
}

static uint32_t MS PortPnp(void *Device, void *Irp)
{
    (void)Device, (void)Irp;
    ++PortPnpCalls;
    return STATUS_OK;
}

static void MS PortUnload(void *Driver)
{
    (void)Driver;
}

static uint32_t MS StorPortInitialize(uint8_t *Driver, void *Registry, const HW_DATA *Data, void *Context)
{
    (void)Context;
    memcpy(&Hw, Data, Data->Size < sizeof(Hw) ? Data->Size : sizeof(Hw));
    if (Driver == NULL && Registry == NULL)
        return STATUS_OK;
    uint8_t *DriverExtension;
    memcpy(&DriverExtension, Driver + DRIVER_OBJECT_EXTENSION, 8);
    memcpy(DriverExtension + DRIVER_EXTENSION_ADD, &(void *){PortAddDevice}, 8);
    memcpy(Driver + DRIVER_OBJECT_MAJOR + IRP_MJ_PNP * 8, &(void *){PortPnp}, 8);
    memcpy(Driver + DRIVER_OBJECT_UNLOAD, &(void *){PortUnload}, 8);
    return STATUS_OK;
}

static void MS StorPortNotification(uint32_t Type, void *Device, REQUEST *Request)
{
    if (Device != Extension)
        BROKEN("another adapter");
    if (NtIrql() != 2)
        BROKEN("a notification outside DISPATCH_LEVEL");
    if (Type == 7) // BusChangeDetected
    {
        if (!atomic_load(&Initialized))
            BROKEN("a change before the adapter is initialized");
        ++BusChanges;
    }
    if (Type == 0) // RequestComplete
    {
        if (atomic_load(&Request->Complete))
            BROKEN("a request is completed twice");
        memset(Request->Srb.Extension, 0xEE, Hw.SrbExtensionSize); // it is Storport's again
        atomic_store(&Request->Complete, true);
    }
}

static SG_LIST *MS StorPortGetScatterGatherList(void *Device, REQUEST *Request)
{
    if (Device != Extension)
        BROKEN("another adapter");
    return &Request->List;
}

static void *MS StorPortGetUncachedExtension(void *Device, void *ConfigInformation, uint32_t Bytes)
{
    (void)Device, (void)ConfigInformation;
    return ArenaAllocate(Bytes);
}

static void MS StorPortLogError(void *Device, void *Srb)
{
    (void)Device, (void)Srb;
    ++ErrorsLogged;
}

static uint32_t MS StorPortExtendedFunction(uint32_t Function, void *Device, REQUEST *Request, void **Address)
{
    if (Function != 5) // get system address
        BROKEN("another extended function");
    if (Device != Extension)
        BROKEN("another adapter");
    *Address = Request->Address;
    return 0;
}

const PE_BINDING StorportBindings[] = {
    {"StorPortExtendedFunction", StorPortExtendedFunction},
    {"StorPortGetScatterGatherList", StorPortGetScatterGatherList},
    {"StorPortGetUncachedExtension", StorPortGetUncachedExtension},
    {"StorPortInitialize", StorPortInitialize},
    {"StorPortLogError", StorPortLogError},
    {"StorPortNotification", StorPortNotification},
    {NULL, NULL},
};

REQUEST *NewRequest(const char *Hex, void *Data, uint32_t Bytes)
{
    REQUEST *const Request = ArenaAllocate(sizeof(*Request));
    unsigned Value;

    memset(Request, 0, sizeof(*Request));
    Request->Srb.Length = SRB_BYTES;
    Request->Srb.Data = Data;
    Request->Srb.DataBytes = Bytes;
    Request->Srb.Extension = ArenaAllocate(Hw.SrbExtensionSize);
    memset(Request->Srb.Extension, 0xCC, Hw.SrbExtensionSize);
    Request->Srb.Sense = ArenaAllocate(32);
    Request->Srb.SenseLength = 32;
    for (const char *At = Hex; sscanf(At, "%2x", &Value) == 1; At += At[2] == ' ' ? 3 : 2)
        Request->Srb.Cdb[Request->Srb.CdbLength++] = (uint8_t)Value;
    return Request;
}

// A list of pages, scattered, as the caller's buffer would be; Address is one mapping of all of it here.
void Describe(REQUEST *Request, uint8_t *Buffer, uint32_t Bytes)
{
    Request->Address = Buffer;
    for (uint32_t Done = 0; Done < Bytes;)
    {
        const uint64_t At = (uint64_t)Buffer + Done;
        uint32_t Piece = 4096 - (uint32_t)(At & 4095);
        if (Piece > Bytes - Done)
            Piece = Bytes - Done;
        Request->List.Elements[Request->List.Count++] = (SG_ELEMENT){At, Piece, 0};
        Done += Piece;
    }
}

static void IssueAtDispatch(void *Context)
{
    if (Hw.BuildIo(Extension, Context))
    {
        pthread_mutex_lock(&StartIoLock);
        Hw.StartIo(Extension, Context);
        pthread_mutex_unlock(&StartIoLock);
    }
}

void Issue(REQUEST *Request)
{
    NtAtDispatch(IssueAtDispatch, Request);
}

bool WaitComplete(REQUEST *Request)
{
    for (int Waited = 0; Waited < 5000 && !atomic_load(&Request->Complete); ++Waited)
        usleep(1000);
    return atomic_load(&Request->Complete);
}

uint32_t StartAdapter(void *Config)
{
    uint8_t Again = 0;

    atomic_store(&Initialized, false);
    const uint32_t Result = Hw.FindAdapter(Extension, NULL, NULL, "", Config, &Again);
    if (Result != 1) // SP_RETURN_FOUND
        return Result;
    atomic_store(&Initialized, true);
    if (!Hw.Initialize(Extension))
        BROKEN("HwInitialize failed");
    return Result;
}
