// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: doubles of the kernel routines that the drivers import, on Linux threads.
#define _GNU_SOURCE
#include "tests/load/nt.h"

#include <inttypes.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <ucontext.h>

uint64_t NtTickCount;
NT_QUERY_INTERFACE *NtQueryInterface;
void *NtAttachedDevice;
unsigned NtEventsLogged, NtLiveBlocks, NtLiveThreads;
uint32_t NtLastEventId;

static __thread unsigned Irql;
static __thread jmp_buf ThreadExit;
static pthread_mutex_t Kernel = PTHREAD_MUTEX_INITIALIZER; // events, counters
static pthread_cond_t Signal = PTHREAD_COND_INITIALIZER;

#define BROKEN(...)                                                                                                    \
    do                                                                                                                 \
    {                                                                                                                  \
        fprintf(stderr, "kernel: " __VA_ARGS__);                                                                       \
        fprintf(stderr, "\n");                                                                                         \
        abort();                                                                                                       \
    } while (0)

unsigned NtIrql(void)
{
    return Irql;
}

void NtAtDispatch(void (*Routine)(void *), void *Context)
{
    const unsigned Before = Irql;
    Irql = 2;
    Routine(Context);
    if (Irql != 2)
        BROKEN("a DPC returned at IRQL %u", Irql);
    Irql = Before;
}

static void NeedPassive(const char *Routine)
{
    if (Irql != 0)
        BROKEN("%s at IRQL %u", Routine, Irql);
}

// KeRaiseIrql and KeLowerIrql are moves to and from CR8, which fault in a process: they are done here.
static void EmulateCr8(int Number, siginfo_t *Information, void *Context)
{
    static const int Registers[8] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI};
    ucontext_t *const User = Context;
    greg_t *const General = User->uc_mcontext.gregs;
    const uint8_t *const Code = (const uint8_t *)General[REG_RIP];

    (void)Number;
    if (Code[0] != 0x44 || Code[1] != 0x0F || (Code[2] != 0x20 && Code[2] != 0x22) || (Code[3] & 0xF8) != 0xC0)
    {
        fprintf(stderr, "fault at %p, address %p\n", (const void *)Code, Information->si_addr);
        _Exit(3);
    }
    greg_t *const Register = &General[Registers[Code[3] & 7]];
    if (Code[2] == 0x20)
        *Register = Irql;
    else
        Irql = (unsigned)*Register;
    General[REG_RIP] += 4;
}

__attribute__((constructor)) static void InstallFaultHandler(void)
{
    struct sigaction Action = {.sa_sigaction = EmulateCr8, .sa_flags = SA_SIGINFO};
    sigaction(SIGSEGV, &Action, NULL);
}

// ---- pool ----

typedef struct BLOCK_HEADER
{
    uint64_t Bytes;
    uint32_t Tag, Live;
} BLOCK_HEADER;

static void *MS PoolAllocateDouble(uint32_t Type, uint64_t Bytes, uint32_t Tag)
{
    (void)Type;
    if (Irql > 2 || Bytes == 0 || Tag == 0)
        BROKEN("a pool block of %" PRIu64 " bytes at IRQL %u", Bytes, Irql);
    // The header stands in a page of its own, so that whole pages stay page-aligned.
    uint8_t *const Memory = ArenaAllocate(4096 + Bytes);
    uint8_t *const Block = (uint8_t *)(((uint64_t)Memory + 4096) & ~4095ull);
    BLOCK_HEADER *const Header = (BLOCK_HEADER *)Block - 1;
    *Header = (BLOCK_HEADER){Bytes, Tag, 1};
    memset(Block, 0xCD, Bytes);
    __atomic_add_fetch(&NtLiveBlocks, 1, __ATOMIC_SEQ_CST);
    return Block;
}

static void MS PoolFreeDouble(void *Block, uint32_t Tag)
{
    BLOCK_HEADER *const Header = (BLOCK_HEADER *)Block - 1;
    if (Irql > 2 || Header->Live != 1 || Header->Tag != Tag)
        BROKEN("a block freed twice or with another tag");
    Header->Live = 0;
    memset(Block, 0xDD, Header->Bytes);
    __atomic_sub_fetch(&NtLiveBlocks, 1, __ATOMIC_SEQ_CST);
}

static uint64_t MS PhysicalAddressDouble(void *Address)
{
    return (uint64_t)Address;
}

// ---- locks ----

static void MS SpinAcquireAtDispatch(uint64_t *Lock)
{
    if (Irql != 2)
        BROKEN("KeAcquireSpinLockAtDpcLevel at IRQL %u", Irql);
    const uint64_t Self = (uint64_t)pthread_self();
    if (__atomic_load_n(Lock, __ATOMIC_ACQUIRE) == Self)
        BROKEN("a spin lock taken twice by one thread");
    uint64_t Free = 0;
    while (!__atomic_compare_exchange_n(Lock, &Free, Self, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
        Free = 0;
}

static void MS SpinReleaseAtDispatch(uint64_t *Lock)
{
    if (__atomic_load_n(Lock, __ATOMIC_ACQUIRE) != (uint64_t)pthread_self())
        BROKEN("a spin lock released by a thread that does not hold it");
    __atomic_store_n(Lock, 0, __ATOMIC_RELEASE);
}

static uint8_t MS SpinAcquireRaise(uint64_t *Lock)
{
    const uint8_t Before = (uint8_t)Irql;
    if (Irql > 2)
        BROKEN("KeAcquireSpinLock at IRQL %u", Irql);
    Irql = 2;
    SpinAcquireAtDispatch(Lock);
    return Before;
}

static void MS SpinReleaseLower(uint64_t *Lock, uint8_t Before)
{
    SpinReleaseAtDispatch(Lock);
    Irql = Before;
}

// ---- events and threads ----

typedef struct EVENT
{
    uint32_t IsSynchronization, State;
} EVENT; // fits a KEVENT

static void MS EventInitialize(EVENT *Event, uint32_t Type, uint8_t State)
{
    *Event = (EVENT){Type, State};
}

static int32_t MS EventSet(EVENT *Event, int32_t Increment, uint8_t Wait)
{
    (void)Increment;
    if (Irql > 2 || Wait)
        BROKEN("KeSetEvent at IRQL %u", Irql);
    pthread_mutex_lock(&Kernel);
    const int32_t Before = (int32_t)Event->State;
    Event->State = 1;
    pthread_cond_broadcast(&Signal);
    pthread_mutex_unlock(&Kernel);
    return Before;
}

static uint32_t MS EventWait(EVENT *Event, uint32_t Reason, uint8_t Mode, uint8_t Alertable, const int64_t *Timeout)
{
    struct timespec Until;
    int Result = 0;

    (void)Reason, (void)Mode, (void)Alertable;
    NeedPassive("KeWaitForSingleObject");
    clock_gettime(CLOCK_REALTIME, &Until);
    if (Timeout != NULL)
    {
        if (*Timeout > 0)
            BROKEN("an absolute timeout");
        Until.tv_sec += -*Timeout / 10000000;
        Until.tv_nsec += -*Timeout % 10000000 * 100;
        Until.tv_sec += Until.tv_nsec / 1000000000;
        Until.tv_nsec %= 1000000000;
    }
    pthread_mutex_lock(&Kernel);
    while (Event->State == 0 && Result == 0)
        Result =
            Timeout != NULL ? pthread_cond_timedwait(&Signal, &Kernel, &Until) : pthread_cond_wait(&Signal, &Kernel);
    const bool Signalled = Event->State != 0;
    if (Signalled && Event->IsSynchronization)
        Event->State = 0;
    pthread_mutex_unlock(&Kernel);
    return Signalled ? STATUS_OK : 0x102; // STATUS_TIMEOUT
}

typedef struct THREAD_START
{
    void(MS *Routine)(void *);
    void *Context;
} THREAD_START;

static void *ThreadMain(void *Argument)
{
    const THREAD_START Start = *(THREAD_START *)Argument;
    free(Argument);
    if (setjmp(ThreadExit) == 0)
        Start.Routine(Start.Context);
    __atomic_sub_fetch(&NtLiveThreads, 1, __ATOMIC_SEQ_CST);
    return NULL;
}

static uint32_t MS ThreadCreate(uint64_t *Handle, uint32_t Access, void *Attributes, uint64_t Process, void *Id,
                                void(MS *Routine)(void *), void *Context)
{
    pthread_t Thread;
    THREAD_START *const Start = malloc(sizeof(*Start));

    (void)Access, (void)Attributes, (void)Process, (void)Id;
    NeedPassive("PsCreateSystemThread");
    *Start = (THREAD_START){Routine, Context};
    __atomic_add_fetch(&NtLiveThreads, 1, __ATOMIC_SEQ_CST);
    if (pthread_create(&Thread, NULL, ThreadMain, Start) != 0)
        abort();
    *Handle = (uint64_t)Thread;
    return STATUS_OK;
}

static uint32_t MS ThreadTerminate(uint32_t Status)
{
    (void)Status;
    NeedPassive("PsTerminateSystemThread");
    longjmp(ThreadExit, 1);
}

static uint32_t MS HandleWait(uint64_t Handle, uint8_t Alertable, const int64_t *Timeout)
{
    (void)Alertable, (void)Timeout;
    NeedPassive("ZwWaitForSingleObject");
    pthread_join((pthread_t)Handle, NULL);
    return STATUS_OK;
}

static uint32_t MS HandleClose(uint64_t Handle)
{
    (void)Handle;
    return STATUS_OK;
}

// ---- objects and requests ----

void *NtDriverCreate(void)
{
    uint8_t *const Driver = calloc(1, 512);
    void *const Extension = calloc(1, 128);
    memcpy(Driver + DRIVER_OBJECT_EXTENSION, &Extension, 8);
    return Driver;
}

void *NtDeviceCreate(void *DriverObject)
{
    uint8_t *const Device = calloc(1, 512);
    memcpy(Device + DEVICE_OBJECT_DRIVER, &DriverObject, 8);
    return Device;
}

static void MS ObjectReference(void *Object)
{
    (void)Object;
}

static void *MS AttachedDevice(void *Device)
{
    (void)Device;
    return NtAttachedDevice;
}

static void *MS BuildRequest(uint32_t Major, void *Device, void *Buffer, uint32_t Bytes, void *Offset, void *Event,
                             void *StatusBlock)
{
    (void)Device, (void)Buffer, (void)Bytes, (void)Offset, (void)Event, (void)StatusBlock;
    NeedPassive("IoBuildSynchronousFsdRequest");
    uint8_t *const Irp = calloc(1, 1024); // the stack location stands behind the IRP
    uint8_t *const Stack = Irp + 512;
    Stack[0] = (uint8_t)Major;
    const uint64_t Current = (uint64_t)Stack + 0x48; // "next" is one below "current"
    memcpy(Irp + IRP_STACK, &Current, 8);
    return Irp;
}

static uint32_t MS CallDriver(void *Device, uint8_t *Irp)
{
    uint8_t *Stack;
    uint16_t Bytes, Version;
    uint8_t *Guid;
    void *Table;

    (void)Device;
    memcpy(&Stack, Irp + IRP_STACK, 8);
    Stack -= 0x48;
    if (Stack[0] != IRP_MJ_PNP || Stack[1] != 8)
        BROKEN("request %u.%u was not expected", Stack[0], Stack[1]);
    memcpy(&Guid, Stack + 8, 8);
    memcpy(&Bytes, Stack + 16, 2);
    memcpy(&Version, Stack + 18, 2);
    memcpy(&Table, Stack + 24, 8);
    const uint32_t Status = NtQueryInterface(Guid, Bytes, Version, Table);
    free(Irp);
    return Status;
}

// ---- log ----

static uint64_t *NextSlot(uint64_t **Slots)
{
    return (*Slots)++;
}

// What the drivers' formats use: %s %u %d %I64u %08X. The arguments stand in slots of eight bytes.
static int MS FormatDouble(char *To, uint64_t Bytes, const char *Format, uint64_t *Slots)
{
    uint64_t Used = 0;

    for (; *Format != '\0'; ++Format)
    {
        char Piece[320];
        if (*Format != '%')
            snprintf(Piece, sizeof(Piece), "%c", *Format);
        else if (Format[1] == 's')
            snprintf(Piece, sizeof(Piece), "%s", (const char *)*NextSlot(&Slots)), Format += 1;
        else if (Format[1] == 'u' || Format[1] == 'd')
            snprintf(Piece, sizeof(Piece), "%u", (unsigned)*NextSlot(&Slots)), Format += 1;
        else if (strncmp(Format, "%08X", 4) == 0)
            snprintf(Piece, sizeof(Piece), "%08X", (unsigned)*NextSlot(&Slots)), Format += 3;
        else if (strncmp(Format, "%I64u", 5) == 0)
            snprintf(Piece, sizeof(Piece), "%" PRIu64, *NextSlot(&Slots)), Format += 4;
        else
            BROKEN("the format %s", Format);
        for (const char *At = Piece; *At != '\0'; ++At)
        {
            if (Used == Bytes)
                return -1;
            To[Used++] = *At;
        }
    }
    if (Used == Bytes)
        return -1;
    To[Used] = '\0';
    return (int)Used;
}

static uint32_t MS DebugPrint(const char *Format, uint64_t A, uint64_t B, uint64_t C)
{
    char Line[400];
    uint64_t Slots[3] = {A, B, C};
    if (FormatDouble(Line, sizeof(Line), Format, Slots) >= 0 && getenv("LOAD_VERBOSE") != NULL)
        fputs(Line, stderr);
    return STATUS_OK;
}

static void *MS ErrorEntryAllocate(void *Object, uint8_t Bytes)
{
    (void)Object;
    return calloc(1, Bytes);
}

static void MS ErrorEntryWrite(uint8_t *Entry)
{
    memcpy(&NtLastEventId, Entry + 12, 4); // IO_ERROR_LOG_PACKET.ErrorCode
    __atomic_add_fetch(&NtEventsLogged, 1, __ATOMIC_SEQ_CST);
    free(Entry);
}

static uint32_t MS TimeIncrement(void)
{
    return 156250;
}

static void *MS CopyDouble(void *To, const void *From, uint64_t Bytes)
{
    return memcpy(To, From, Bytes);
}

static void *MS MoveDouble(void *To, const void *From, uint64_t Bytes)
{
    return memmove(To, From, Bytes);
}

static void *MS SetDouble(void *To, int Value, uint64_t Bytes)
{
    return memset(To, Value, Bytes);
}

const PE_BINDING NtBindings[] = {
    {"DbgPrint", DebugPrint},
    {"ExAllocatePoolWithTag", PoolAllocateDouble},
    {"ExFreePoolWithTag", PoolFreeDouble},
    {"IoAllocateErrorLogEntry", ErrorEntryAllocate},
    {"IoBuildSynchronousFsdRequest", BuildRequest},
    {"IoGetAttachedDeviceReference", AttachedDevice},
    {"IoWriteErrorLogEntry", ErrorEntryWrite},
    {"IofCallDriver", CallDriver},
    {"KeAcquireSpinLockAtDpcLevel", SpinAcquireAtDispatch},
    {"KeAcquireSpinLockRaiseToDpc", SpinAcquireRaise},
    {"KeInitializeEvent", EventInitialize},
    {"KeQueryTimeIncrement", TimeIncrement},
    {"KeReleaseSpinLock", SpinReleaseLower},
    {"KeReleaseSpinLockFromDpcLevel", SpinReleaseAtDispatch},
    {"KeSetEvent", EventSet},
    {"KeWaitForSingleObject", EventWait},
    {"MmGetPhysicalAddress", PhysicalAddressDouble},
    {"ObfDereferenceObject", ObjectReference},
    {"ObfReferenceObject", ObjectReference},
    {"PsCreateSystemThread", ThreadCreate},
    {"PsTerminateSystemThread", ThreadTerminate},
    {"ZwClose", HandleClose},
    {"ZwWaitForSingleObject", HandleWait},
    {"_vsnprintf", FormatDouble},
    {"memcpy", CopyDouble},
    {"memmove", MoveDouble},
    {"memset", SetDouble},
    {NULL, NULL},
};
