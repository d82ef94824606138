// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: doubles of the kernel routines that the drivers import, on Linux threads.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "tests/load/pe.h"

#define STATUS_OK                0u
#define STATUS_NOT_SUPPORTED     0xC00000BBu
#define STATUS_REVISION_MISMATCH 0xC0000059u
#define STATUS_NOT_FOUND         0xC0000034u // STATUS_OBJECT_NAME_NOT_FOUND
#define STATUS_BUSY              0x80000011u // STATUS_DEVICE_BUSY

// Offsets within the kernel's structures on x64.
#define DRIVER_OBJECT_EXTENSION 0x30
#define DRIVER_OBJECT_UNLOAD    0x68
#define DRIVER_OBJECT_MAJOR     0x70
#define DRIVER_EXTENSION_ADD    0x08
#define DEVICE_OBJECT_DRIVER    0x08
#define IRP_STATUS              0x30
#define IRP_STACK               0xB8
#define IRP_MJ_PNP              0x1B

extern const PE_BINDING NtBindings[];
extern uint64_t NtTickCount;

// A device object whose driver answers what is sent to it.
void *NtDeviceCreate(void *DriverObject);
void *NtDriverCreate(void); // with its extension

// Who answers IRP_MN_QUERY_INTERFACE: fills Table or returns an error.
typedef uint32_t NT_QUERY_INTERFACE(const uint8_t *Guid, uint16_t Bytes, uint16_t Version, void *Table);
extern NT_QUERY_INTERFACE *NtQueryInterface;

// IoGetAttachedDeviceReference's answer.
extern void *NtAttachedDevice;

// Runs Routine(Context) at DISPATCH_LEVEL on the calling thread.
void NtAtDispatch(void (*Routine)(void *), void *Context);
unsigned NtIrql(void);

// Counts, for the tests.
extern unsigned NtEventsLogged; // records for the event log
extern unsigned NtLiveBlocks;   // pool blocks not freed
extern unsigned NtLiveThreads;
extern uint32_t NtLastEventId;
