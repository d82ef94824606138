// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: load tests, the machine below the kernel: CPUID, ports, Xen

#define _GNU_SOURCE
#include <cpuid.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "core/xen/event_channel.h"
#include "core/xen/grant_table.h"
#include "core/xen/hvm.h"
#include "core/xen/memory.h"
#include "core/xen/shared_info.h"
#include "core/xen/unplug.h"
#include "tests/load/xenbus/host/host.h"

/*
 * The driver's privileged instructions would not fault here: CPUID answers of another hypervisor, and VMCALL may be
 * answered by one. Both are replaced in the mapped image by UD2; ports fault by themselves. The model below plays what
 * Xen 4.4's public headers say of the few calls that the base needs, and fails what it does not know.
 */
typedef enum PATCH_KIND
{
    PatchNone,
    PatchCpuid,
    PatchVmcall
} PATCH_KIND;

#define PATCHES_MAX 64
static struct
{
    uint64_t Address;
    PATCH_KIND Kind;
    unsigned Bytes;
} Patches[PATCHES_MAX];
static unsigned PatchCount;

#define ERRNO_INVAL (-22)
#define ERRNO_NOSYS (-38)

static HOST_XEN Xen;
static pthread_mutex_t XenLock = PTHREAD_MUTEX_INITIALIZER; /* recursive use is avoided by *Locked functions */
static uint8_t *Bar1;
static uint64_t SharedInfoFrame; /* guest frame, 0 = not mapped */
static uint64_t GrantFrames[32];
static uint8_t PortOpen[64];
static uint8_t *UserData;

HOST_API HOST_XEN *HostXen(void)
{
    return &Xen;
}

HOST_API void HostXenReset(void)
{
    pthread_mutex_lock(&XenLock);
    memset(&Xen, 0, sizeof(Xen));
    memset(PortOpen, 0, sizeof(PortOpen));
    memset(GrantFrames, 0, sizeof(GrantFrames));
    SharedInfoFrame = 0;
    memset(Bar1, 0xCC, HOST_BAR1_END - HOST_BAR1); /* what the firmware left there means nothing */
    pthread_mutex_unlock(&XenLock);
}

static uint8_t *FramePage(uint64_t Frame)
{
    const uint64_t Physical = Frame << 12;
    if (Physical < HOST_BAR1 || Physical >= HOST_BAR1_END)
        return NULL;
    return Bar1 + (Physical - HOST_BAR1);
}

HOST_API void *HostMapPhysical(uint64_t Physical, uint64_t Bytes)
{
    if (Physical == (uint64_t)STORE_FRAME << 12 && Bytes == 4096)
        return StoreRingPage();
    if (Physical < HOST_BAR1 || Physical + Bytes > HOST_BAR1_END)
        Die("mapping of %llu bytes at %#llx, which is no page of the driver's", (unsigned long long)Bytes,
            (unsigned long long)Physical);
    return FramePage(Physical >> 12);
}

static XEN_SHARED_INFO *SharedInfo(void)
{
    return SharedInfoFrame == 0 ? NULL : (XEN_SHARED_INFO *)FramePage(SharedInfoFrame);
}

/* xen/common/event_channel.c: pending; unless masked, the selector of vCPU 0 and its upcall. */
static void RaiseLocked(uint32_t Port)
{
    XEN_SHARED_INFO *Info = SharedInfo();
    if (Info == NULL)
        return;
    const XEN_WORD Bit = (XEN_WORD)1 << (Port % 64);
    if ((__atomic_fetch_or(&Info->Pending[Port / 64], Bit, __ATOMIC_SEQ_CST) & Bit) != 0)
        return;
    if ((__atomic_load_n(&Info->Mask[Port / 64], __ATOMIC_SEQ_CST) & Bit) != 0)
        return;
    __atomic_fetch_or(&Info->Vcpu[0].PendingSelector, (XEN_WORD)1 << (Port / 64), __ATOMIC_SEQ_CST);
    __atomic_store_n(&Info->Vcpu[0].UpcallPending, 1, __ATOMIC_SEQ_CST);
}

void MachineRaise(uint32_t Port)
{
    pthread_mutex_lock(&XenLock);
    RaiseLocked(Port);
    pthread_mutex_unlock(&XenLock);
    HostWake();
}

HOST_API void HostNotifyPort(uint32_t Port)
{
    if (Port >= sizeof(PortOpen) || !PortOpen[Port])
        Die("port %u is notified and is not open", Port);
    MachineRaise(Port);
}

HOST_API int HostInterruptPending(void)
{
    pthread_mutex_lock(&XenLock);
    const XEN_SHARED_INFO *Info = SharedInfo();
    const int Pending = Xen.Callback != 0 && Info != NULL && Info->Vcpu[0].UpcallPending != 0;
    pthread_mutex_unlock(&XenLock);
    return Pending;
}

static XEN_GRANT_ENTRY *Grant(uint32_t Reference)
{
    const uint32_t Frame = Reference / XEN_GRANTS_PER_FRAME;
    if (Frame >= 32 || GrantFrames[Frame] == 0)
        Die("grant %u stands in no mapped frame", Reference);
    return (XEN_GRANT_ENTRY *)FramePage(GrantFrames[Frame]) + Reference % XEN_GRANTS_PER_FRAME;
}

HOST_API uint16_t HostGrantFlags(uint32_t Reference)
{
    return Grant(Reference)->Flags;
}

HOST_API void HostGrantMap(uint32_t Reference, int Mapped)
{
    if (Mapped)
        Grant(Reference)->Flags |= XEN_GTF_READING;
    else
        Grant(Reference)->Flags &= (uint16_t)~XEN_GTF_READING;
}

static int64_t MemoryOp(uint64_t Operation, const XEN_ADD_TO_PHYSMAP *Request)
{
    if (Operation != XEN_MEMORY_ADD_TO_PHYSMAP)
        return ERRNO_NOSYS;
    uint8_t *Page = FramePage(Request->GuestFrame);
    if (Request->Domain != XEN_DOMID_SELF || Page == NULL)
        return ERRNO_INVAL;
    if (Request->Space == XEN_SPACE_SHARED_INFO && Request->Index == 0)
    {
        /* As hvmloader's 32-bit use leaves it: garbage for a 64-bit reader until the layout is latched. */
        memset(Page, 0xA5, 4096);
        SharedInfoFrame = Request->GuestFrame;
        return 0;
    }
    if (Request->Space == XEN_SPACE_GRANT_TABLE && Request->Index < 32)
    {
        memset(Page, 0, 4096);
        GrantFrames[Request->Index] = Request->GuestFrame;
        return 0;
    }
    return ERRNO_INVAL;
}

static int64_t HvmOp(uint64_t Operation, XEN_HVM_PARAM *Parameter)
{
    if (Parameter->Domain != XEN_DOMID_SELF)
        return ERRNO_INVAL;
    if (Operation == XEN_HVMOP_GET_PARAM && Parameter->Index == XEN_HVM_PARAM_STORE_PFN)
        Parameter->Value = STORE_FRAME;
    else if (Operation == XEN_HVMOP_GET_PARAM && Parameter->Index == XEN_HVM_PARAM_STORE_EVTCHN)
        Parameter->Value = STORE_GUEST_PORT;
    else if (Operation == XEN_HVMOP_SET_PARAM && Parameter->Index == XEN_HVM_PARAM_CALLBACK_IRQ)
    {
        Xen.Callback = Parameter->Value;
        if (Xen.Callback != 0)
            Xen.WatchesAtCallback = HostStoreWatches();
    }
    else
        return ERRNO_INVAL;
    return 0;
}

static int64_t EventOp(uint64_t Operation, void *Argument)
{
    XEN_EVTCHN_PORT *Port = Argument;
    if (Operation == XEN_EVTCHNOP_ALLOC_UNBOUND)
    {
        XEN_EVTCHN_ALLOC_UNBOUND *Request = Argument;
        if (Request->Domain != XEN_DOMID_SELF)
            return ERRNO_INVAL;
        for (uint32_t i = STORE_GUEST_PORT + 1; i < sizeof(PortOpen); ++i)
        {
            if (PortOpen[i])
                continue;
            PortOpen[i] = 1;
            ++Xen.PortsOpen;
            Request->Port = i;
            return 0;
        }
        return ERRNO_INVAL;
    }
    if (Port->Port >= sizeof(PortOpen) || (Port->Port != STORE_GUEST_PORT && !PortOpen[Port->Port]))
        return ERRNO_INVAL;
    if (Operation == XEN_EVTCHNOP_CLOSE)
    {
        PortOpen[Port->Port] = 0;
        --Xen.PortsOpen;
        return 0;
    }
    if (Operation == XEN_EVTCHNOP_UNMASK)
    {
        XEN_SHARED_INFO *Info = SharedInfo();
        const XEN_WORD Bit = (XEN_WORD)1 << (Port->Port % 64);
        __atomic_fetch_and(&Info->Mask[Port->Port / 64], ~Bit, __ATOMIC_SEQ_CST);
        if ((__atomic_fetch_and(&Info->Pending[Port->Port / 64], ~Bit, __ATOMIC_SEQ_CST) & Bit) != 0)
            RaiseLocked(Port->Port);
        return 0;
    }
    return Operation == XEN_EVTCHNOP_SEND ? 0 : ERRNO_NOSYS;
}

static int64_t GrantOp(uint64_t Operation, XEN_GNTTAB_QUERY_SIZE *Query, uint64_t Count)
{
    if (Operation != XEN_GNTTABOP_QUERY_SIZE || Count != 1 || Query->Domain != XEN_DOMID_SELF)
        return ERRNO_NOSYS;
    Query->Frames = 4;
    Query->MaxFrames = 32;
    Query->Status = 0;
    return 0;
}

static int64_t Hypercall(uint64_t Number, uint64_t A, uint64_t B, uint64_t C, int *NotifyStore)
{
    if (Xen.Absent)
        Die("a hypercall on a machine without Xen");
    if (++Xen.Calls == Xen.FailNumber)
        return ERRNO_INVAL;
    switch (Number)
    {
    case XEN_HYPERCALL_MEMORY_OP:
        return MemoryOp(A, (const void *)B);
    case XEN_HYPERCALL_HVM_OP:
        return HvmOp(A, (void *)B);
    case XEN_HYPERCALL_GRANT_TABLE_OP:
        return GrantOp(A, (void *)B, C);
    case XEN_HYPERCALL_EVENT_CHANNEL_OP:
        *NotifyStore = A == XEN_EVTCHNOP_SEND && ((const XEN_EVTCHN_PORT *)B)->Port == STORE_GUEST_PORT;
        return EventOp(A, (void *)B);
    default:
        return ERRNO_NOSYS;
    }
}

static void PlayCpuid(greg_t *R)
{
    uint32_t Eax = 0, Ebx = 0, Ecx = 0, Edx = 0;
    const uint32_t Leaf = (uint32_t)R[REG_RAX];
    const uint32_t Base = 0x40000100; /* as where Viridian has the first leaves */

    if (Leaf < 0x40000000)
        __cpuid_count(Leaf, 0, Eax, Ebx, Ecx, Edx);
    if (Leaf == 1)
        Ecx |= 0x80000000;
    if (!Xen.Absent && Leaf == Base)
    {
        Eax = Base + 2;
        memcpy(&Ebx, "XenV", 4);
        memcpy(&Ecx, "MMXe", 4);
        memcpy(&Edx, "nVMM", 4);
    }
    if (!Xen.Absent && Leaf == Base + 1)
        Eax = 4 << 16 | 4;
    if (Leaf == 0x40000000)
        memcpy(&Ebx, "Micr", 4);
    R[REG_RAX] = Eax;
    R[REG_RBX] = Ebx;
    R[REG_RCX] = Ecx;
    R[REG_RDX] = Edx;
}

static uint32_t PortIn(uint16_t Port)
{
    if (Xen.Absent)
        Die("port %#x is read on a machine without Xen", Port);
    if (Port == XEN_UNPLUG_PORT_MAGIC)
        return Xen.UnplugAbsent ? 0xFFFF : Xen.UnplugBlacklisted && Xen.UnplugBuild != 0 ? 0xD249 : 0x49D2;
    if (Port == XEN_UNPLUG_PORT_PROTOCOL)
        return 1;
    Die("port %#x is read", Port);
}

static void PortOut(uint16_t Port, unsigned Bytes, uint32_t Value)
{
    const size_t Length = strlen(Xen.LogLine);
    if (Port == XEN_UNPLUG_PORT_MAGIC && Bytes == 2)
        Xen.UnplugMask |= Value & 0xFFFF;
    else if (Port == XEN_UNPLUG_PORT_MAGIC && Bytes == 4)
        Xen.UnplugBuild = Value;
    else if (Port == XEN_UNPLUG_PORT_PROTOCOL && Bytes == 2)
        Xen.UnplugProduct = Value & 0xFFFF;
    else if (Port == XEN_UNPLUG_PORT_PROTOCOL && Bytes == 1 && Length + 1 < sizeof(Xen.LogLine))
    {
        Xen.LogLine[Length] = (char)Value;
        Xen.LogLine[Length + 1] = '\0';
    }
    else
        Die("%u bytes are written to port %#x", Bytes, Port);
}

/* IN and OUT with 8, 16, 32 bits, port in an immediate or in DX. Returns the length, 0 where it is neither. */
static unsigned PlayPort(greg_t *R)
{
    const uint8_t *Code = (const uint8_t *)R[REG_RIP];
    const unsigned Prefix = *Code == 0x66;
    const uint8_t Opcode = Code[Prefix];
    if ((Opcode & 0xF4) != 0xE4 || (Opcode & 0xF0) != 0xE0)
        return 0;

    const unsigned Bytes = (Opcode & 1) == 0 ? 1 : Prefix ? 2 : 4;
    const int Immediate = (Opcode & 8) == 0;
    const uint16_t Port = Immediate ? Code[Prefix + 1] : (uint16_t)R[REG_RDX];
    const uint64_t Mask = (1ull << (Bytes * 8)) - 1;
    pthread_mutex_lock(&XenLock);
    if ((Opcode & 2) != 0)
        PortOut(Port, Bytes, (uint32_t)((uint64_t)R[REG_RAX] & Mask));
    else
        R[REG_RAX] = (greg_t)(((uint64_t)R[REG_RAX] & ~Mask) | (PortIn(Port) & Mask));
    pthread_mutex_unlock(&XenLock);
    return Prefix + 1 + (unsigned)Immediate;
}

static unsigned PlayPatch(greg_t *R)
{
    for (unsigned i = 0; i < PatchCount; ++i)
    {
        if (Patches[i].Address != (uint64_t)R[REG_RIP])
            continue;
        if (Patches[i].Kind == PatchCpuid)
        {
            PlayCpuid(R);
            return Patches[i].Bytes;
        }
        int NotifyStore = 0;
        pthread_mutex_lock(&XenLock);
        R[REG_RAX] = Hypercall((uint64_t)R[REG_RAX], (uint64_t)R[REG_RDI], (uint64_t)R[REG_RSI], (uint64_t)R[REG_RDX],
                               &NotifyStore);
        pthread_mutex_unlock(&XenLock);
        if (NotifyStore)
            StoreServe();
        return Patches[i].Bytes;
    }
    return 0;
}

static void OnTrap(int Signal, siginfo_t *Info, void *Context)
{
    greg_t *R = ((ucontext_t *)Context)->uc_mcontext.gregs;
    const uint64_t Offset = (uint64_t)R[REG_RIP] - (uint64_t)DriverImage.Base;
    const unsigned Length = Offset >= DriverImage.Bytes ? 0 : Signal == SIGILL ? PlayPatch(R) : PlayPort(R);
    if (Length != 0)
    {
        R[REG_RIP] += Length;
        return;
    }
    if (Offset < DriverImage.Bytes)
        Die("xenbus.sys+0x%llx: signal %d at address %p", (unsigned long long)Offset, Signal, Info->si_addr);
    Die("signal %d at instruction %p, address %p", Signal, (void *)R[REG_RIP], Info->si_addr);
}

void MachineStart(void)
{
    struct sigaction Action = {.sa_sigaction = OnTrap, .sa_flags = SA_SIGINFO | SA_NODEFER};
    sigaction(SIGILL, &Action, NULL);
    sigaction(SIGSEGV, &Action, NULL);
    sigaction(SIGBUS, &Action, NULL);
    Bar1 = mmap(NULL, HOST_BAR1_END - HOST_BAR1, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                -1, 0);
    UserData = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (Bar1 == MAP_FAILED || UserData == MAP_FAILED)
        Die("no memory for the machine");
}

void *MachineSharedUserData(void)
{
    return UserData;
}

static void PatchCode(uint8_t *At, PATCH_KIND Kind, unsigned Bytes)
{
    if (PatchCount == PATCHES_MAX)
        Die("too many privileged instructions");
    Patches[PatchCount].Address = (uint64_t)At;
    Patches[PatchCount].Kind = Kind;
    Patches[PatchCount++].Bytes = Bytes;
    At[0] = 0x0F; /* UD2 */
    At[1] = 0x0B;
}

/* ntddk.h, KUSER_SHARED_DATA: read at fixed kernel addresses, which are immediates of the code. */
static void PatchUserData(uint8_t *At)
{
    uint64_t Value;
    memcpy(&Value, At, sizeof(Value));
    if (Value < 0xFFFFF78000000000ull || Value >= 0xFFFFF78000001000ull)
        return;
    Value = (uint64_t)UserData + (Value & 0xFFF);
    memcpy(At, &Value, sizeof(Value));
}

void MachinePatch(const IMAGE *Image)
{
    static const char *const Names[] = {".text", "PAGE", "INIT"};
    PatchCount = 0;
    for (unsigned i = 0; i < sizeof(Names) / sizeof(Names[0]); ++i)
    {
        uint32_t Address, Bytes;
        if (!ImageSection(Image, Names[i], &Address, &Bytes))
            continue;
        uint8_t *Code = Image->Base + Address;
        for (uint32_t At = 0; At + 8 <= Bytes; ++At)
        {
            PatchUserData(Code + At);
            if (Code[At] == 0x0F && Code[At + 1] == 0xA2)
                PatchCode(Code + At, PatchCpuid, 2);
            else if (Code[At] == 0x0F && Code[At + 1] == 0x01 && (Code[At + 2] == 0xC1 || Code[At + 2] == 0xD9))
                PatchCode(Code + At, PatchVmcall, 3);
        }
    }
}
