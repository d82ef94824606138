// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: load tests, doubles of the kernel

#pragma once

#include "nt/ovm_wdm.h"
#include "tests/load/xenbus/services.h"

/*
 * Every double begins with DOUBLE(highest IRQL that its document allows). It also refuses to be called from a paged
 * function at DISPATCH_LEVEL or above: on a real machine that call could not have been fetched.
 */
typedef struct THREAD
{
    KEVENT Ended; /* first: a wait on the thread is a wait on this */
    KIRQL Irql;
    LONG CriticalRegions;
    PKSTART_ROUTINE Start;
    PVOID Context;
    ULONG64 Block[512]; /* what GS points to */
} THREAD;

THREAD *Current(VOID);
VOID ThreadPrepare(THREAD *Thread);

VOID Enter(const char *Name, KIRQL Highest, const void *Caller);
#define DOUBLE(Highest) Enter(__func__, (Highest), __builtin_return_address(0))

/* Formats like the kernel's _vsnprintf, into one line that is printed or ends the process. */
VOID Print(const char *Format, ...);
VOID Fail(const char *Format, ...);

/* ke.c */
VOID SetIrql(KIRQL Irql);
VOID AdvanceMs(ULONG Milliseconds); /* the clock; it moves by itself when a wait runs out */
VOID KernelStart(PVOID MainBlock);
VOID KernelSettle(VOID); /* waits until no interrupt and no DPC is left */
extern ULONG TargetedDpcs;

/* ex.c: FailAllocation = n fails the n-th from now; 0 none. */
extern ULONG FailAllocation;
extern ULONG Allocations;
ULONG PoolLive(VOID);
VOID PoolReport(VOID);

/* ob.c: objects carry a count and go when it is 0. */
typedef enum OBJECT_TYPE_ID
{
    ObjectDevice = 1,
    ObjectDriver,
    ObjectThread,
    ObjectFile,
    ObjectKey
} OBJECT_TYPE_ID;
PVOID ObjectCreate(OBJECT_TYPE_ID Type, SIZE_T Bytes);
OBJECT_TYPE_ID ObjectType(PVOID Object);
ULONG ObjectsLive(OBJECT_TYPE_ID Type);
NTSTATUS HandleCreate(PVOID Object, HANDLE *Handle);
PVOID HandleObject(HANDLE Handle);
ULONG HandlesLive(VOID);

/* io.c */
PDRIVER_OBJECT DriverCreate(VOID);
VOID DriverDelete(PDRIVER_OBJECT Driver);
PDEVICE_OBJECT PciDeviceCreate(VOID); /* the platform device's PDO */
VOID PciDeviceDelete(PDEVICE_OBJECT Pdo);
PIRP IrpCreate(PDEVICE_OBJECT Top, UCHAR Major, UCHAR Minor);
NTSTATUS IrpSend(PDEVICE_OBJECT Top, PIRP Irp); /* waits; the caller frees */
VOID IrpFree(PIRP Irp);
BOOLEAN IrpIsDone(PIRP Irp);
VOID IrpCancel(PIRP Irp);
ULONG MappingsLive(VOID);
PDEVICE_OBJECT DeviceByLink(PCWSTR Link);
extern ULONG RelationsInvalidated;
extern BOOLEAN InterruptConnected;
VOID InterruptRun(VOID);
BOOLEAN DeviceProtected(PDEVICE_OBJECT Device);

/* event log: how many events of this id; the text of the last one. */
ULONG EventsLogged(ULONG EventId, const char **Text);
VOID EventsForget(VOID);

/* zw.c */
VOID RegistryForget(VOID);
VOID RegistryNewBoot(VOID); /* volatile keys go */
VOID RegistrySet(PCWSTR Key, PCWSTR Value, ULONG Number);
BOOLEAN RegistryGet(PCWSTR Key, PCWSTR Value, ULONG *Number);
extern NTSTATUS SystemRootStatus; /* what opening \SystemRoot says */

/* rtl.c */
VOID FormatLine(char *To, SIZE_T Bytes, const char *Format, va_list Arguments);
