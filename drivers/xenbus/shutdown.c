// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#include "nt/ovm_wdm.h"
#include "xenbus/bus.h"

#define SHUTDOWN_PATH "control/shutdown"

/* The longest word has 8 letters; a longer value is no word of the protocol. */
#define SHUTDOWN_VALUE_BYTES 16u

_Use_decl_annotations_ SHUTDOWN_REQUEST ShutdownRead(BUS *Bus)
{
    CHAR Value[SHUTDOWN_VALUE_BYTES];
    ULONG Bytes;

    const NTSTATUS Status = StoreRead(Bus->Store, XENBUS_NO_TRANSACTION, SHUTDOWN_PATH, Value, sizeof(Value), &Bytes);
    if (Status == STATUS_BUFFER_TOO_SMALL)
        return ShutdownUnknown;
    return NT_SUCCESS(Status) ? ShutdownParse(Value) : ShutdownNone;
}

_Use_decl_annotations_ NTSTATUS ShutdownAcknowledge(BUS *Bus)
{
    return StoreWrite(Bus->Store, XENBUS_NO_TRANSACTION, SHUTDOWN_PATH, "");
}

static XENBUS_WATCH_FIRED ShutdownFired;

static VOID NTAPI ShutdownFired(PVOID Context, PCSTR Path)
{
    UNREFERENCED_PARAMETER(Path);
    ControlShutdownChanged(Context);
}

_Use_decl_annotations_ NTSTATUS ShutdownStart(BUS *Bus)
{
    return StoreWatch(Bus->Store, SHUTDOWN_PATH, ShutdownFired, Bus, &Bus->Shutdown.Watch);
}

_Use_decl_annotations_ VOID ShutdownStop(BUS *Bus)
{
    StoreUnwatch(Bus->Store, Bus->Shutdown.Watch);
    Bus->Shutdown.Watch = NULL;
}
