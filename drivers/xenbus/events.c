// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#include "nt/ovm_wdm.h"
#include "nt/log.h"
#include "nt/pool.h"
#include "core/xen/access.h"
#include "core/xen/shared_info.h"
#include "xenbus/events.h"
#include "xenbus/xen.h"

typedef enum EVENTS_MODE
{
    EventsOff,        /* the interrupt is not ours, whatever it is */
    EventsConnecting, /* the line may rise, but the page's layout is not settled: only let the line fall */
    EventsRunning
} EVENTS_MODE;

struct _XENBUS_EVENT
{
    KDPC Dpc;
    ULONG Port;
    BOOLEAN OwnsPort;
    XENBUS_EVENT_FIRED *Callback;
    PVOID Context;
};

struct EVENTS
{
    XEN_SHARED_INFO *Shared;
    PKINTERRUPT Interrupt;
    volatile LONG Mode; /* EVENTS_MODE */
    volatile LONG NextProcessor;
    XENBUS_EVENT *Channels[XEN_EVTCHN_PORTS]; /* guarded by the interrupt's spin lock */
};

C_ASSERT(sizeof(XEN_SHARED_INFO) <= PAGE_SIZE);

static VOID EventsRaise(_In_ EVENTS *Events, _In_ ULONG Port)
{
    XENBUS_EVENT *Event = Events->Channels[Port];
    if (Event != NULL)
        (VOID) KeInsertQueueDpc(&Event->Dpc, NULL, NULL);
    else
        SharedSetBits(&Events->Shared->Mask[Port / XEN_WORD_BITS], (XEN_WORD)1 << (Port % XEN_WORD_BITS));
}

/* public/xen.h: a bit of the selector stands for a word of Pending that may have bits set. */
static VOID EventsScan(_In_ EVENTS *Events)
{
    XEN_SHARED_INFO *Shared = Events->Shared;
    XEN_WORD Selector = SharedExchangeWord(&Shared->Vcpu[0].PendingSelector, 0);

    for (; Selector != 0; Selector &= Selector - 1)
    {
        const ULONG Word = (ULONG)__builtin_ctzll(Selector);
        XEN_WORD Ports = SharedReadWord(&Shared->Pending[Word]) & ~SharedReadWord(&Shared->Mask[Word]);
        for (; Ports != 0; Ports &= Ports - 1)
        {
            const ULONG Bit = (ULONG)__builtin_ctzll(Ports);
            /* Cleared first: an event that comes from here on sets it again. */
            SharedClearBits(&Shared->Pending[Word], (XEN_WORD)1 << Bit);
            EventsRaise(Events, Word * XEN_WORD_BITS + Bit);
        }
    }
}

static KSERVICE_ROUTINE EventsInterrupt;

static BOOLEAN NTAPI EventsInterrupt(PKINTERRUPT Interrupt, PVOID Context)
{
    UNREFERENCED_PARAMETER(Interrupt);
    EVENTS *Events = Context;
    const LONG Mode = Events->Mode;

    if (Mode == EventsOff)
        return FALSE;
    /* First of all: the line stays up until this byte is clear. Its place is the same in both layouts. */
    if (SharedExchange8(&Events->Shared->Vcpu[0].UpcallPending, 0) == 0)
        return FALSE; /* another device on the same line */
    if (Mode == EventsRunning)
        EventsScan(Events);
    return TRUE;
}

_Use_decl_annotations_ NTSTATUS CODE_PAGE EventsStart(PLATFORM *Platform, EVENTS **Events)
{
    PHYSICAL_ADDRESS Physical;

    *Events = NULL;
    EVENTS *New = PoolAllocate(sizeof(*New));
    if (New == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;

    NTSTATUS Status = PlatformTakePages(Platform, 1, &Physical);
    if (!NT_SUCCESS(Status))
        goto freeEvents;
    Status = XenMapPage(XEN_SPACE_SHARED_INFO, 0, (ULONG_PTR)(Physical.QuadPart >> PAGE_SHIFT));
    if (!NT_SUCCESS(Status))
        goto freeEvents;

    New->Shared = OS_MAP_IO_SPACE(Physical, PAGE_SIZE);
    if (New->Shared == NULL)
    {
        Status = STATUS_INSUFFICIENT_RESOURCES;
        goto freeEvents;
    }
    *Events = New;
    return STATUS_SUCCESS;

freeEvents:
    LogPrint("shared info page: status %08X", (unsigned)Status);
    PoolFree(New);
    return Status;
}

/* The page as the firmware left it may be in the other layout: nothing in it means anything now. */
static VOID EventsReset(_In_ EVENTS *Events)
{
    XEN_SHARED_INFO *Shared = Events->Shared;
    const KIRQL OldIrql = KeAcquireInterruptSpinLock(Events->Interrupt);

    for (ULONG Word = 0; Word < XEN_WORD_BITS; ++Word)
    {
        (VOID) SharedExchangeWord(&Shared->Mask[Word], ~(XEN_WORD)0);
        (VOID) SharedExchangeWord(&Shared->Pending[Word], 0);
    }
    (VOID) SharedExchangeWord(&Shared->Vcpu[0].PendingSelector, 0);
    (VOID) SharedExchange8(&Shared->Vcpu[0].UpcallPending, 0);
    Events->Mode = EventsRunning;

    KeReleaseInterruptSpinLock(Events->Interrupt, OldIrql);
}

_Use_decl_annotations_ NTSTATUS EventsConnect(EVENTS *Events, const PLATFORM *Platform)
{
    NTSTATUS Status = IoConnectInterrupt(&Events->Interrupt, EventsInterrupt, Events, NULL, Platform->InterruptVector,
                                         Platform->InterruptIrql, Platform->InterruptIrql, LevelSensitive,
                                         Platform->InterruptShared, Platform->InterruptAffinity, FALSE);
    if (!NT_SUCCESS(Status))
    {
        LogPrint("interrupt vector %u: status %08X", (unsigned)Platform->InterruptVector, (unsigned)Status);
        return Status;
    }

    InterlockedExchange(&Events->Mode, EventsConnecting);
    Status = XenSetParameter(XEN_HVM_PARAM_CALLBACK_IRQ,
                             XEN_CALLBACK_PCI_INTX(Platform->Bus, Platform->Device, Platform->Function, Platform->Pin));
    if (!NT_SUCCESS(Status))
        goto disconnect;

    EventsReset(Events);
    return STATUS_SUCCESS;

disconnect:
    LogPrint("callback by device %u pin %u: status %08X", (unsigned)Platform->Device, (unsigned)Platform->Pin,
             (unsigned)Status);
    InterlockedExchange(&Events->Mode, EventsOff);
    IoDisconnectInterrupt(Events->Interrupt);
    Events->Interrupt = NULL;
    return Status;
}

_Use_decl_annotations_ VOID EventsDisconnect(EVENTS *Events)
{
    if (Events->Interrupt == NULL)
        return;

    /* The hypervisor lets the line fall together with the callback. */
    const NTSTATUS Status = XenSetParameter(XEN_HVM_PARAM_CALLBACK_IRQ, XEN_CALLBACK_NONE);
    if (!NT_SUCCESS(Status))
        LogPrint("callback off: status %08X", (unsigned)Status);
    InterlockedExchange(&Events->Mode, EventsOff);
    IoDisconnectInterrupt(Events->Interrupt);
    Events->Interrupt = NULL;
}

_Use_decl_annotations_ VOID EventsStop(EVENTS *Events)
{
    MmUnmapIoSpace(Events->Shared, PAGE_SIZE);
    PoolFree(Events);
}

static KDEFERRED_ROUTINE EventDpc;

static VOID NTAPI EventDpc(PKDPC Dpc, PVOID Context, PVOID Argument1, PVOID Argument2)
{
    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(Argument1);
    UNREFERENCED_PARAMETER(Argument2);
    const XENBUS_EVENT *Event = Context;
    Event->Callback(Event->Context);
}

/* The next processor in turn. Guests of this release have at most 64, all of them in the first group. */
static CCHAR EventsNextProcessor(_In_ EVENTS *Events)
{
    const KAFFINITY Active = KeQueryActiveProcessors();
    ULONG Count = 0;
    for (KAFFINITY Rest = Active; Rest != 0; Rest &= Rest - 1)
        ++Count;

    ULONG Turn = (ULONG)InterlockedIncrement(&Events->NextProcessor) % Count;
    KAFFINITY Rest = Active;
    for (; Turn != 0; --Turn)
        Rest &= Rest - 1;
    return (CCHAR)__builtin_ctzll(Rest);
}

static VOID EventsSetChannel(_In_ EVENTS *Events, _In_ ULONG Port, _In_opt_ XENBUS_EVENT *Event)
{
    const KIRQL OldIrql = KeAcquireInterruptSpinLock(Events->Interrupt);
    Events->Channels[Port] = Event;
    KeReleaseInterruptSpinLock(Events->Interrupt, OldIrql);
}

static NTSTATUS EventCreate(_Inout_ EVENTS *Events, _In_ ULONG Port, _In_ BOOLEAN OwnsPort,
                            _In_ XENBUS_EVENT_FIRED *Callback, _In_opt_ PVOID Context, _Out_ XENBUS_EVENT **Event)
{
    *Event = NULL;
    if (Port == 0 || Port >= XEN_EVTCHN_PORTS)
        return STATUS_INSUFFICIENT_RESOURCES;

    XENBUS_EVENT *New = PoolAllocate(sizeof(*New));
    if (New == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;

    New->Port = Port;
    New->OwnsPort = OwnsPort;
    New->Callback = Callback;
    New->Context = Context;
    KeInitializeDpc(&New->Dpc, EventDpc, New);
    /* A DPC for another processor is announced there at once only when its importance is high. */
    KeSetImportanceDpc(&New->Dpc, HighImportance);
    /* One processor, so that the callback never runs twice at a time. */
    KeSetTargetProcessorDpc(&New->Dpc, EventsNextProcessor(Events));

    EventsSetChannel(Events, Port, New);
    XenEventUnmask(Port);
    *Event = New;
    return STATUS_SUCCESS;
}

_Use_decl_annotations_ NTSTATUS EventOpen(EVENTS *Events, UINT16 RemoteDomain, XENBUS_EVENT_FIRED *Callback,
                                          PVOID Context, XENBUS_EVENT **Event)
{
    ULONG Port;

    *Event = NULL;
    if (Events->Mode != EventsRunning)
        return STATUS_DEVICE_NOT_READY;
    NTSTATUS Status = XenEventAllocate(RemoteDomain, &Port);
    if (!NT_SUCCESS(Status))
        return Status;

    Status = EventCreate(Events, Port, TRUE, Callback, Context, Event);
    if (!NT_SUCCESS(Status))
        goto closePort;
    return STATUS_SUCCESS;

closePort:
    XenEventClose(Port);
    return Status;
}

_Use_decl_annotations_ NTSTATUS EventAttach(EVENTS *Events, ULONG Port, XENBUS_EVENT_FIRED *Callback, PVOID Context,
                                            XENBUS_EVENT **Event)
{
    *Event = NULL;
    if (Events->Mode != EventsRunning)
        return STATUS_DEVICE_NOT_READY;
    return EventCreate(Events, Port, FALSE, Callback, Context, Event);
}

_Use_decl_annotations_ ULONG EventPort(const XENBUS_EVENT *Event)
{
    return Event->Port;
}

_Use_decl_annotations_ VOID EventNotify(const XENBUS_EVENT *Event)
{
    XenEventSend(Event->Port);
}

_Use_decl_annotations_ VOID EventClose(EVENTS *Events, XENBUS_EVENT *Event)
{
    SharedSetBits(&Events->Shared->Mask[Event->Port / XEN_WORD_BITS], (XEN_WORD)1 << (Event->Port % XEN_WORD_BITS));
    EventsSetChannel(Events, Event->Port, NULL);
    if (Event->OwnsPort)
        XenEventClose(Event->Port);

    /* Nobody queues it any more; take it out of the queue, or wait for it where it is running. */
    (VOID) KeRemoveQueueDpc(&Event->Dpc);
    KeFlushQueuedDpcs();
    PoolFree(Event);
}
