// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: the thread that connects and closes the disks.
#include "nt/ovm_storport.h"

#include "nt/log.h"
#include "nt/pool.h"
#include "xenvbd/adapter.h"
#include "xenvbd/blk_keys.h"
#include "xenvbd/control.h"

#define CONTROL_SETTLE_MS 60000 // then the start goes on without the disks that are still underway
#define CONTROL_CLOSE_MS  30000 // for a backend to let go when the device stops
#define CONTROL_POLL_MS   1000  // while something is underway: an event may have been missed
#define MS_IN_100NS       10000

_Use_decl_annotations_ VOID ControlWake(VBD_CONTROL *Control)
{
    (VOID) KeSetEvent(&Control->Wake, IO_DISK_INCREMENT, FALSE);
}

static BOOLEAN WaitFor(_In_ PKEVENT Event, _In_ LONG Milliseconds)
{
    LARGE_INTEGER Timeout;
    Timeout.QuadPart = (LONGLONG)Milliseconds * -MS_IN_100NS;
    return KeWaitForSingleObject(Event, Executive, KernelMode, FALSE, &Timeout) == STATUS_SUCCESS;
}

static VOID NTAPI FrontendsChanged(_In_ PVOID CallbackContext)
{
    VBD_ADAPTER *const Adapter = CallbackContext;
    ControlWake(&Adapter->Control);
}

static BOOLEAN IsListed(_In_reads_(Count) const XENBUS_FRONTEND *Frontends, _In_ ULONG Count, _In_ ULONG Handle)
{
    for (ULONG Index = 0; Index < Count; ++Index)
    {
        if (Frontends[Index].Handle == Handle)
            return TRUE;
    }
    return FALSE;
}

// The disk of a front end: the one that has it, or a free one, at its own place where that is free.
static VBD_DISK *FindDisk(_In_ VBD_ADAPTER *Adapter, _In_ ULONG Handle)
{
    for (ULONG Target = 0; Target < VBD_TARGETS; ++Target)
    {
        VBD_DISK *const Disk = Adapter->Disks[Target];
        if (Disk != NULL && Disk->Phase != DiskAbsent && Disk->Frontend.Handle == Handle)
            return Disk;
    }
    ULONG Target = BlkTargetOf(Handle, VBD_TARGETS);
    if (Target == BLK_NO_TARGET || (Adapter->Disks[Target] != NULL && Adapter->Disks[Target]->Phase != DiskAbsent))
    {
        for (Target = VBD_TARGETS - 1; Target != 0; --Target)
        {
            if (Adapter->Disks[Target] == NULL || Adapter->Disks[Target]->Phase == DiskAbsent)
                break;
        }
        if (Adapter->Disks[Target] != NULL && Adapter->Disks[Target]->Phase != DiskAbsent)
            return NULL;
    }
    if (Adapter->Disks[Target] == NULL)
    {
        VBD_DISK *const Disk = PoolAllocate(sizeof(*Disk));
        if (Disk == NULL)
            return NULL;
        Disk->Adapter = Adapter;
        Disk->Target = Target;
        KeInitializeSpinLock(&Disk->Lock);
        Adapter->Disks[Target] = Disk; // kept until the device stops: requests may look at it at any time
    }
    return Adapter->Disks[Target];
}

// What the bus lists and what we have, made one.
static VOID Follow(_Inout_ VBD_ADAPTER *Adapter)
{
    const XENBUS_INTERFACE *const Bus = &Adapter->Bus;
    XENBUS_FRONTEND *const Frontends = Adapter->Frontends;
    ULONG Count = 0;

    if (!NT_SUCCESS(Bus->FrontendList(Bus->Interface.Context, XENBUS_MAX_FRONTENDS, Frontends, &Count)))
        return; // told by the bus; the next change asks again
    for (ULONG Target = 0; Target < VBD_TARGETS; ++Target)
    {
        VBD_DISK *const Disk = Adapter->Disks[Target];
        if (Disk != NULL && Disk->Phase != DiskAbsent && !IsListed(Frontends, Count, Disk->Frontend.Handle))
            DiskEnd(Disk);
    }
    for (ULONG Index = 0; Index < Count; ++Index)
    {
        VBD_DISK *const Disk = FindDisk(Adapter, Frontends[Index].Handle);
        if (Disk == NULL)
            LogEvent(OVM_EVENT_LEFT_OUT, "vbd %u: no place or no memory for it", (unsigned)Frontends[Index].Handle);
        else if (Disk->Phase == DiskAbsent)
            DiskBegin(Disk, &Frontends[Index]);
    }
}

// Storport looks for targets by itself after AdapterInitialize; before, it has nothing to be told with.
static VOID TellOfChange(_In_ VBD_ADAPTER *Adapter)
{
    KIRQL OldIrql;

    if (!Adapter->Initialized)
        return;
    KeRaiseIrql(DISPATCH_LEVEL, &OldIrql);
    StorPortNotification(BusChangeDetected, Adapter, 0);
    KeLowerIrql(OldIrql);
}

// Moves every disk; FALSE when none is on its way anywhere.
static BOOLEAN StepAll(_Inout_ VBD_ADAPTER *Adapter, _Out_ BOOLEAN *Starting)
{
    BOOLEAN Changed = FALSE;
    BOOLEAN Moving = FALSE;

    *Starting = FALSE;
    for (ULONG Target = 0; Target < VBD_TARGETS; ++Target)
    {
        VBD_DISK *const Disk = Adapter->Disks[Target];
        if (Disk == NULL)
            continue;
        if (DiskStep(Disk))
            Changed = TRUE;
        *Starting = *Starting || DiskIsUnderway(Disk);
        Moving = Moving || (Disk->Phase != DiskAbsent && Disk->Phase != DiskFailed && Disk->Phase != DiskOnline);
    }
    if (Changed)
        TellOfChange(Adapter);
    return Moving;
}

static VOID CloseAll(_Inout_ VBD_ADAPTER *Adapter)
{
    BOOLEAN Starting;

    for (ULONG Target = 0; Target < VBD_TARGETS; ++Target)
    {
        if (Adapter->Disks[Target] != NULL)
            DiskEnd(Adapter->Disks[Target]);
    }
    for (ULONG Waited = 0; StepAll(Adapter, &Starting) && Waited < CONTROL_CLOSE_MS; Waited += CONTROL_POLL_MS / 10)
        (VOID) WaitFor(&Adapter->Control.Wake, CONTROL_POLL_MS / 10);
    for (ULONG Target = 0; Target < VBD_TARGETS; ++Target)
    {
        if (Adapter->Disks[Target] != NULL)
            DiskForsake(Adapter->Disks[Target]);
    }
}

static VOID NTAPI ControlThread(_In_ PVOID Context)
{
    VBD_ADAPTER *const Adapter = Context;
    VBD_CONTROL *const Control = &Adapter->Control;

    while (!Control->Stop)
    {
        BOOLEAN Starting;
        Follow(Adapter);
        const BOOLEAN Moving = StepAll(Adapter, &Starting);
        if (!Starting)
            (VOID) KeSetEvent(&Control->Settled, IO_NO_INCREMENT, FALSE);
        if (Moving)
            (VOID) WaitFor(&Control->Wake, CONTROL_POLL_MS);
        else
            (VOID) KeWaitForSingleObject(&Control->Wake, Executive, KernelMode, FALSE, NULL);
    }
    CloseAll(Adapter);
    (VOID) PsTerminateSystemThread(STATUS_SUCCESS);
}

_Use_decl_annotations_ NTSTATUS ControlStart(VBD_ADAPTER *Adapter)
{
    const XENBUS_INTERFACE *const Bus = &Adapter->Bus;
    VBD_CONTROL *const Control = &Adapter->Control;
    OBJECT_ATTRIBUTES Attributes;

    KeInitializeEvent(&Control->Wake, SynchronizationEvent, FALSE);
    KeInitializeEvent(&Control->Settled, NotificationEvent, FALSE);
    Control->Stop = FALSE;
    InitializeObjectAttributes(&Attributes, NULL, OBJ_KERNEL_HANDLE, NULL, NULL);
    NTSTATUS Status =
        PsCreateSystemThread(&Control->Thread, SYNCHRONIZE, &Attributes, NULL, NULL, ControlThread, Adapter);
    if (!NT_SUCCESS(Status))
    {
        Control->Thread = NULL;
        return Status;
    }
    Status = Bus->FrontendNotify(Bus->Interface.Context, FrontendsChanged, Adapter);
    if (!NT_SUCCESS(Status))
        LogPrint("disks added later will not be seen: 0x%08X", (unsigned)Status);
    ControlWake(Control); // what changed before the callback was there
    if (!WaitFor(&Control->Settled, CONTROL_SETTLE_MS))
        LogPrint("some disks are not connected after %u ms; they may come later", CONTROL_SETTLE_MS);
    return STATUS_SUCCESS;
}

_Use_decl_annotations_ VOID ControlStop(VBD_ADAPTER *Adapter)
{
    const XENBUS_INTERFACE *const Bus = &Adapter->Bus;
    VBD_CONTROL *const Control = &Adapter->Control;

    if (Control->Thread == NULL)
        return;
    (VOID) Bus->FrontendNotify(Bus->Interface.Context, NULL, NULL);
    Control->Stop = TRUE;
    ControlWake(Control);
    (VOID) ZwWaitForSingleObject(Control->Thread, FALSE, NULL);
    (VOID) ZwClose(Control->Thread);
    Control->Thread = NULL;

    for (ULONG Target = 0; Target < VBD_TARGETS; ++Target)
    {
        PoolFree(Adapter->Disks[Target]);
        Adapter->Disks[Target] = NULL;
    }
}
