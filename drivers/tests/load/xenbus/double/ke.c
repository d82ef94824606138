// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: load tests, doubles of the kernel: IRQL, events, DPCs, threads

#include "tests/load/xenbus/double/double.h"

/* winternl: gs:[0x188] is the current thread of a processor; here of a host thread. */
#define GS_CURRENT_THREAD (0x188 / 8)

/* KUSER_SHARED_DATA, ntddk.h: interrupt time at 8, tick count at 0x320. */
#define USER_INTERRUPT_TIME 0x08
#define USER_TICK_COUNT     0x320
#define TIME_INCREMENT      156250u /* 100 ns a tick: 15.6 ms */

#define WAIT_REAL_US 1500u /* how long a wait with a time-out really lasts before its time is taken as over */

static LIST_ENTRY DpcQueue;
static BOOLEAN DpcRunning;
static THREAD MainThread;
static THREAD ProcessorThread;
ULONG TargetedDpcs;

THREAD *Current(VOID)
{
    THREAD *Thread;
    __asm__("movq %%gs:0x188, %0" : "=r"(Thread));
    return Thread;
}

VOID ThreadPrepare(THREAD *Thread)
{
    RtlZeroMemory(Thread->Block, sizeof(Thread->Block));
    Thread->Block[GS_CURRENT_THREAD] = (ULONG64)Thread;
    Thread->Ended.Header.Type = NotificationEvent;
    Thread->Ended.Header.SignalState = 0;
    Thread->Irql = PASSIVE_LEVEL;
}

VOID Enter(const char *Name, KIRQL Highest, const void *Caller)
{
    const THREAD *Thread = Current();
    if (Thread->Irql > Highest)
        Fail("%s is called at IRQL %u; it may be called up to %u", Name, Thread->Irql, Highest);
    if (Thread->Irql >= DISPATCH_LEVEL && HostSectionOf(Caller) == HOST_SECTION_PAGE)
        Fail("%s is called at IRQL %u from paged code", Name, Thread->Irql);
}

VOID SetIrql(KIRQL Irql)
{
    Current()->Irql = Irql;
}

static ULONG64 *UserTime(ULONG Offset)
{
    return (ULONG64 *)(HostSharedUserData() + Offset);
}

static VOID AdvanceUnits(ULONG64 Units)
{
    const ULONG64 Now = __atomic_add_fetch(UserTime(USER_INTERRUPT_TIME), Units, __ATOMIC_SEQ_CST);
    __atomic_store_n(UserTime(USER_TICK_COUNT), Now / TIME_INCREMENT, __ATOMIC_SEQ_CST);
}

VOID AdvanceMs(ULONG Milliseconds)
{
    AdvanceUnits((ULONG64)Milliseconds * 10000);
}

/* wdm.h: KeQueryTimeIncrement, any IRQL. */
ULONG NTAPI KeQueryTimeIncrement(VOID)
{
    return TIME_INCREMENT;
}

/* wdm.h: KeInitializeEvent, any IRQL. */
VOID NTAPI KeInitializeEvent(PRKEVENT Event, EVENT_TYPE Type, BOOLEAN State)
{
    RtlZeroMemory(Event, sizeof(*Event));
    Event->Header.Type = (UCHAR)Type;
    Event->Header.SignalState = State;
}

/* wdm.h: KeSetEvent, up to DISPATCH_LEVEL where Wait is FALSE. */
LONG NTAPI KeSetEvent(PRKEVENT Event, KPRIORITY Increment, BOOLEAN Wait)
{
    DOUBLE(DISPATCH_LEVEL);
    UNREFERENCED_PARAMETER(Increment);
    if (Wait)
        Fail("KeSetEvent: Wait is not played");
    HostLock();
    const LONG Before = Event->Header.SignalState;
    Event->Header.SignalState = 1;
    HostWake();
    HostUnlock();
    return Before;
}

/* wdm.h: KeClearEvent, up to DISPATCH_LEVEL. */
VOID NTAPI KeClearEvent(PRKEVENT Event)
{
    DOUBLE(DISPATCH_LEVEL);
    HostLock();
    Event->Header.SignalState = 0;
    HostUnlock();
}

/* wdm.h: KeReadStateEvent, up to DISPATCH_LEVEL. */
LONG NTAPI KeReadStateEvent(PRKEVENT Event)
{
    DOUBLE(DISPATCH_LEVEL);
    HostLock();
    const LONG State = Event->Header.SignalState;
    HostUnlock();
    return State;
}

/*
 * wdm.h: KeWaitForSingleObject, up to APC_LEVEL, or DISPATCH_LEVEL with a time-out of zero. A synchronization event is
 * taken by the wait that it ends. The clock moves by the time-out when it runs out, so that 30 s do not last 30 s.
 */
NTSTATUS NTAPI KeWaitForSingleObject(PVOID Object, KWAIT_REASON Reason, KPROCESSOR_MODE Mode, BOOLEAN Alertable,
                                     PLARGE_INTEGER Timeout)
{
    PRKEVENT Event = Object;
    NTSTATUS Status = STATUS_SUCCESS;
    UNREFERENCED_PARAMETER(Reason);
    UNREFERENCED_PARAMETER(Mode);
    UNREFERENCED_PARAMETER(Alertable);

    DOUBLE(Timeout != NULL && Timeout->QuadPart == 0 ? DISPATCH_LEVEL : APC_LEVEL);
    if (Timeout != NULL && Timeout->QuadPart > 0)
        Fail("KeWaitForSingleObject: an absolute time is not played");

    ULONG Real = 0;
    HostLock();
    while (Event->Header.SignalState == 0)
    {
        if (Timeout != NULL && Real >= WAIT_REAL_US)
        {
            AdvanceUnits((ULONG64)-Timeout->QuadPart);
            Status = STATUS_TIMEOUT;
            break;
        }
        if (!HostWait(WAIT_REAL_US / 3))
            Real += WAIT_REAL_US / 3;
        if (Timeout == NULL && Real > 20000000)
            Fail("a wait without time-out does not end");
    }
    if (Status == STATUS_SUCCESS && Event->Header.Type == SynchronizationEvent)
        Event->Header.SignalState = 0;
    HostUnlock();
    return Status;
}

/* wdm.h: KeEnterCriticalRegion, KeLeaveCriticalRegion, up to APC_LEVEL, in pairs. */
VOID NTAPI KeEnterCriticalRegion(VOID)
{
    DOUBLE(APC_LEVEL);
    ++Current()->CriticalRegions;
}

VOID NTAPI KeLeaveCriticalRegion(VOID)
{
    DOUBLE(APC_LEVEL);
    if (--Current()->CriticalRegions < 0)
        Fail("KeLeaveCriticalRegion without KeEnterCriticalRegion");
}

/* wdm.h: spin locks, up to DISPATCH_LEVEL; the lock is one word. */
KIRQL NTAPI KeAcquireSpinLockRaiseToDpc(PKSPIN_LOCK Lock)
{
    DOUBLE(DISPATCH_LEVEL);
    const KIRQL Old = Current()->Irql;
    SetIrql(DISPATCH_LEVEL);
    HostSpinAcquire(Lock);
    return Old;
}

VOID NTAPI KeReleaseSpinLock(PKSPIN_LOCK Lock, KIRQL OldIrql)
{
    DOUBLE(DISPATCH_LEVEL);
    if (Current()->Irql != DISPATCH_LEVEL)
        Fail("KeReleaseSpinLock at IRQL %u", Current()->Irql);
    HostSpinRelease(Lock);
    SetIrql(OldIrql);
}

/* wdm.h: KeInitializeDpc, KeSetImportanceDpc; ntddk.h: KeSetTargetProcessorDpc; any IRQL. */
VOID NTAPI KeInitializeDpc(PRKDPC Dpc, PKDEFERRED_ROUTINE Routine, PVOID Context)
{
    RtlZeroMemory(Dpc, sizeof(*Dpc));
    Dpc->DeferredRoutine = Routine;
    Dpc->DeferredContext = Context;
}

VOID NTAPI KeSetImportanceDpc(PRKDPC Dpc, KDPC_IMPORTANCE Importance)
{
    Dpc->Importance = (UCHAR)Importance;
}

VOID NTAPI KeSetTargetProcessorDpc(PRKDPC Dpc, CCHAR Number)
{
    if (Number < 0 || Number > 1)
        Fail("KeSetTargetProcessorDpc: processor %d of 2", Number);
    Dpc->Number = (USHORT)Number;
    TargetedDpcs |= 1u << Number;
}

/* wdm.h: KeInsertQueueDpc, any IRQL; FALSE where it is queued already. */
BOOLEAN NTAPI KeInsertQueueDpc(PRKDPC Dpc, PVOID Argument1, PVOID Argument2)
{
    HostLock();
    const BOOLEAN Queued = Dpc->DpcData != NULL;
    if (!Queued)
    {
        Dpc->DpcData = Dpc;
        Dpc->SystemArgument1 = Argument1;
        Dpc->SystemArgument2 = Argument2;
        InsertTailList(&DpcQueue, &Dpc->DpcListEntry);
        HostWake();
    }
    HostUnlock();
    return !Queued;
}

BOOLEAN NTAPI KeRemoveQueueDpc(PRKDPC Dpc)
{
    HostLock();
    const BOOLEAN Queued = Dpc->DpcData != NULL;
    if (Queued)
    {
        RemoveEntryList(&Dpc->DpcListEntry);
        Dpc->DpcData = NULL;
    }
    HostUnlock();
    return Queued;
}

/* wdm.h: KeFlushQueuedDpcs, PASSIVE_LEVEL: those queued before have run to their end. */
VOID NTAPI KeFlushQueuedDpcs(VOID)
{
    DOUBLE(PASSIVE_LEVEL);
    HostLock();
    while (!IsListEmpty(&DpcQueue) || DpcRunning)
        (VOID) HostWait(1000);
    HostUnlock();
}

/* The one processor of this machine: interrupts first, then DPCs, one after the other. */
static VOID RunProcessor(VOID)
{
    for (;;)
    {
        PRKDPC Dpc = NULL;
        PKDEFERRED_ROUTINE Routine = NULL;
        PVOID Context = NULL, Argument1 = NULL, Argument2 = NULL;

        if (InterruptConnected && HostInterruptPending())
            InterruptRun();
        HostLock();
        if (!IsListEmpty(&DpcQueue))
        {
            Dpc = CONTAINING_RECORD(RemoveHeadList(&DpcQueue), KDPC, DpcListEntry);
            /* Off the queue before it runs: it may be queued again, and its memory may go. */
            Dpc->DpcData = NULL;
            Routine = Dpc->DeferredRoutine;
            Context = Dpc->DeferredContext;
            Argument1 = Dpc->SystemArgument1;
            Argument2 = Dpc->SystemArgument2;
            DpcRunning = TRUE;
        }
        else
            (VOID) HostWait(300);
        HostUnlock();
        if (Dpc == NULL)
            continue;

        SetIrql(DISPATCH_LEVEL);
        Routine(Dpc, Context, Argument1, Argument2);
        if (Current()->Irql != DISPATCH_LEVEL)
            Fail("a DPC returns at IRQL %u", Current()->Irql);
        SetIrql(PASSIVE_LEVEL);
        HostLock();
        DpcRunning = FALSE;
        HostWake();
        HostUnlock();
    }
}

static void ProcessorMain(void *Context)
{
    UNREFERENCED_PARAMETER(Context);
    RunProcessor();
}

VOID KernelStart(PVOID MainBlock)
{
    InitializeListHead(&DpcQueue);
    ThreadPrepare(&MainThread);
    ((ULONG64 *)MainBlock)[GS_CURRENT_THREAD] = (ULONG64)&MainThread;
    AdvanceMs(60000);
    ThreadPrepare(&ProcessorThread);
    HostThreadCreate(ProcessorMain, NULL, ProcessorThread.Block);
}

VOID KernelSettle(VOID)
{
    HostLock();
    while (!IsListEmpty(&DpcQueue) || DpcRunning || (InterruptConnected && HostInterruptPending()))
        (VOID) HostWait(500);
    HostUnlock();
}

/* ntddk.h: KeQueryActiveProcessors: two. */
KAFFINITY NTAPI KeQueryActiveProcessors(VOID)
{
    return 3;
}

static void ThreadMain(void *Context)
{
    THREAD *Thread = Context;
    Thread->Start(Thread->Context);
    Fail("a system thread returns; it must call PsTerminateSystemThread");
}

/* wdm.h: PsCreateSystemThread, PASSIVE_LEVEL. */
NTSTATUS NTAPI PsCreateSystemThread(PHANDLE Handle, ULONG Access, POBJECT_ATTRIBUTES Attributes, HANDLE Process,
                                    PCLIENT_ID ClientId, PKSTART_ROUTINE Start, PVOID Context)
{
    DOUBLE(PASSIVE_LEVEL);
    UNREFERENCED_PARAMETER(Access);
    UNREFERENCED_PARAMETER(Process);
    UNREFERENCED_PARAMETER(ClientId);
    if (Attributes == NULL || (Attributes->Attributes & OBJ_KERNEL_HANDLE) == 0)
        Fail("PsCreateSystemThread: the handle is not a kernel handle");
    if (FailAllocation != 0 && --FailAllocation == 0)
        return STATUS_INSUFFICIENT_RESOURCES;

    THREAD *Thread = ObjectCreate(ObjectThread, sizeof(*Thread));
    ThreadPrepare(Thread);
    Thread->Start = Start;
    Thread->Context = Context;
    /* Two references: the handle's, and the running thread's own. */
    const NTSTATUS Status = HandleCreate(Thread, Handle);
    HostThreadCreate(ThreadMain, Thread, Thread->Block);
    return Status;
}

NTSTATUS NTAPI PsTerminateSystemThread(NTSTATUS Status)
{
    THREAD *Thread = Current();
    DOUBLE(PASSIVE_LEVEL);
    if (Thread->CriticalRegions != 0)
        Fail("a thread ends in a critical region");
    (VOID) KeSetEvent(&Thread->Ended, 0, FALSE);
    ObDereferenceObject(Thread);
    HostThreadExit();
    return Status;
}
