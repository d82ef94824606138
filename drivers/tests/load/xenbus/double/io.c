// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: load tests, doubles of the kernel: devices, names, interrupts, event log

#include "tests/load/xenbus/double/double.h"

#define NAMES_MAX  8
#define NAME_CHARS 48

/* What the I/O manager keeps beside a device object. */
typedef struct DEVICE
{
    DEVICE_OBJECT Object;
    BOOLEAN Deleted;
    BOOLEAN Protected; /* only SYSTEM and Administrators may open it */
    WCHAR Name[NAME_CHARS];
    __attribute__((aligned(16))) UCHAR Extension[];
} DEVICE;

static struct
{
    WCHAR Link[NAME_CHARS], Target[NAME_CHARS];
} Links[NAMES_MAX];
static ULONG LinkCount;
static PDEVICE_OBJECT Named[NAMES_MAX];
ULONG RelationsInvalidated;

static VOID TakeName(WCHAR *To, PCUNICODE_STRING Name)
{
    if (Name->Length / sizeof(WCHAR) >= NAME_CHARS)
        Fail("a device name is too long for the double");
    RtlCopyMemory(To, Name->Buffer, Name->Length);
    To[Name->Length / sizeof(WCHAR)] = 0;
}

static BOOLEAN SameName(PCWSTR A, PCWSTR B)
{
    while (*A != 0 && *A == *B)
    {
        ++A;
        ++B;
    }
    return *A == *B;
}

static PDEVICE_OBJECT FindNamed(PCWSTR Name)
{
    for (ULONG i = 0; i < NAMES_MAX; ++i)
    {
        if (Named[i] != NULL && SameName(((DEVICE *)Named[i])->Name, Name))
            return Named[i];
    }
    return NULL;
}

/* wdm.h: IoCreateDevice, up to APC_LEVEL: zeroed extension, DO_DEVICE_INITIALIZING set, one device a name. */
NTSTATUS NTAPI IoCreateDevice(PDRIVER_OBJECT Driver, ULONG ExtensionBytes, PUNICODE_STRING Name, DEVICE_TYPE Type,
                              ULONG Characteristics, BOOLEAN Exclusive, PDEVICE_OBJECT *Device)
{
    DOUBLE(APC_LEVEL);
    UNREFERENCED_PARAMETER(Exclusive);
    if (FailAllocation != 0 && --FailAllocation == 0)
        return STATUS_INSUFFICIENT_RESOURCES;

    DEVICE *New = ObjectCreate(ObjectDevice, sizeof(*New) + ExtensionBytes);
    New->Object.Type = 3;
    New->Object.DriverObject = Driver;
    New->Object.DeviceType = Type;
    New->Object.Characteristics = Characteristics;
    New->Object.Flags = DO_DEVICE_INITIALIZING;
    New->Object.StackSize = 1;
    New->Object.DeviceExtension = New->Extension;
    if (Name != NULL)
    {
        TakeName(New->Name, Name);
        ULONG i = 0;
        while (i < NAMES_MAX && Named[i] != NULL)
            ++i;
        if (FindNamed(New->Name) != NULL || i == NAMES_MAX)
        {
            ObDereferenceObject(New);
            return STATUS_OBJECT_NAME_COLLISION;
        }
        Named[i] = &New->Object;
    }
    New->Object.NextDevice = Driver->DeviceObject;
    Driver->DeviceObject = &New->Object;
    *Device = &New->Object;
    return STATUS_SUCCESS;
}

VOID NTAPI IoDeleteDevice(PDEVICE_OBJECT Device)
{
    DEVICE *Deleted = (DEVICE *)Device;
    DOUBLE(APC_LEVEL);
    if (Deleted->Deleted)
        Fail("IoDeleteDevice: the device was deleted before");
    if (Device->AttachedDevice != NULL)
        Fail("IoDeleteDevice: another device is attached to it");
    Deleted->Deleted = TRUE;
    PDEVICE_OBJECT *Link = &Device->DriverObject->DeviceObject;
    while (*Link != Device)
        Link = &(*Link)->NextDevice;
    *Link = Device->NextDevice;
    for (ULONG i = 0; i < NAMES_MAX; ++i)
    {
        if (Named[i] == Device)
            Named[i] = NULL;
    }
    ObDereferenceObject(Device);
}

PDEVICE_OBJECT NTAPI IoAttachDeviceToDeviceStack(PDEVICE_OBJECT Source, PDEVICE_OBJECT Target)
{
    DOUBLE(DISPATCH_LEVEL);
    while (Target->AttachedDevice != NULL)
        Target = Target->AttachedDevice;
    Target->AttachedDevice = Source;
    Source->StackSize = Target->StackSize + 1;
    return Target;
}

VOID NTAPI IoDetachDevice(PDEVICE_OBJECT Target)
{
    DOUBLE(DISPATCH_LEVEL);
    if (Target->AttachedDevice == NULL)
        Fail("IoDetachDevice: nothing is attached");
    Target->AttachedDevice = NULL;
}

PDEVICE_OBJECT NTAPI IoGetAttachedDeviceReference(PDEVICE_OBJECT Device)
{
    DOUBLE(DISPATCH_LEVEL);
    while (Device->AttachedDevice != NULL)
        Device = Device->AttachedDevice;
    ObReferenceObject(Device);
    return Device;
}

NTSTATUS NTAPI IoCreateSymbolicLink(PUNICODE_STRING Link, PUNICODE_STRING Target)
{
    DOUBLE(PASSIVE_LEVEL);
    if (LinkCount == NAMES_MAX)
        return STATUS_INSUFFICIENT_RESOURCES;
    if (FailAllocation != 0 && --FailAllocation == 0)
        return STATUS_INSUFFICIENT_RESOURCES;
    TakeName(Links[LinkCount].Link, Link);
    TakeName(Links[LinkCount].Target, Target);
    for (ULONG i = 0; i < LinkCount; ++i)
    {
        if (SameName(Links[i].Link, Links[LinkCount].Link))
            return STATUS_OBJECT_NAME_COLLISION;
    }
    ++LinkCount;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI IoDeleteSymbolicLink(PUNICODE_STRING Link)
{
    WCHAR Name[NAME_CHARS];
    DOUBLE(PASSIVE_LEVEL);
    TakeName(Name, Link);
    for (ULONG i = 0; i < LinkCount; ++i)
    {
        if (!SameName(Links[i].Link, Name))
            continue;
        Links[i] = Links[--LinkCount];
        return STATUS_SUCCESS;
    }
    return STATUS_OBJECT_NAME_NOT_FOUND;
}

PDEVICE_OBJECT DeviceByLink(PCWSTR Link)
{
    for (ULONG i = 0; i < LinkCount; ++i)
    {
        if (SameName(Links[i].Link, Link))
            return FindNamed(Links[i].Target);
    }
    return NULL;
}

/* ntifs.h: ZwSetSecurityObject, PASSIVE_LEVEL, with the DACL that RtlAddAccessAllowedAce built: exactly two entries. */
NTSTATUS NTAPI ZwSetSecurityObject(HANDLE Handle, SECURITY_INFORMATION Information, PSECURITY_DESCRIPTOR Descriptor)
{
    static const UCHAR LocalSystem[] = {1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0};
    static const UCHAR Administrators[] = {1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0};
    DOUBLE(PASSIVE_LEVEL);
    if (Current()->CriticalRegions != 0)
        Fail("ZwSetSecurityObject in a critical region");

    DEVICE *Device = HandleObject(Handle);
    const SECURITY_DESCRIPTOR *Given = Descriptor;
    if (ObjectType(Device) != ObjectDevice || Information != DACL_SECURITY_INFORMATION ||
        (Given->Control & SE_DACL_PRESENT) == 0 || Given->Dacl == NULL || Given->Dacl->AceCount != 2)
        return STATUS_INVALID_SECURITY_DESCR;
    const ACCESS_ALLOWED_ACE *First = (const ACCESS_ALLOWED_ACE *)(Given->Dacl + 1);
    const ACCESS_ALLOWED_ACE *Second = (const ACCESS_ALLOWED_ACE *)((const UCHAR *)First + First->Header.AceSize);
    Device->Protected =
        RtlCompareMemory(&First->SidStart, LocalSystem, sizeof(LocalSystem)) == sizeof(LocalSystem) &&
        RtlCompareMemory(&Second->SidStart, Administrators, sizeof(Administrators)) == sizeof(Administrators);
    if ((Device->Object.Flags & DO_DEVICE_INITIALIZING) == 0)
        Fail("a device could be opened before it was protected");
    return STATUS_SUCCESS;
}

BOOLEAN DeviceProtected(PDEVICE_OBJECT Device)
{
    return ((DEVICE *)Device)->Protected;
}

/* wdm.h: IoGetDeviceProperty, PASSIVE_LEVEL: the platform device is device 2, function 0 on bus 0. */
NTSTATUS NTAPI IoGetDeviceProperty(PDEVICE_OBJECT Device, DEVICE_REGISTRY_PROPERTY Property, ULONG Bytes, PVOID Buffer,
                                   PULONG Needed)
{
    DOUBLE(PASSIVE_LEVEL);
    UNREFERENCED_PARAMETER(Device);
    *Needed = sizeof(ULONG);
    if (Bytes < sizeof(ULONG))
        return STATUS_BUFFER_TOO_SMALL;
    if (Property == DevicePropertyBusNumber)
        *(ULONG *)Buffer = 0;
    else if (Property == DevicePropertyAddress)
        *(ULONG *)Buffer = 2u << 16;
    else
        return STATUS_INVALID_PARAMETER_2;
    return STATUS_SUCCESS;
}

VOID NTAPI IoInvalidateDeviceRelations(PDEVICE_OBJECT Device, DEVICE_RELATION_TYPE Type)
{
    DOUBLE(DISPATCH_LEVEL);
    UNREFERENCED_PARAMETER(Device);
    if (Type != BusRelations)
        Fail("IoInvalidateDeviceRelations of type %u", (unsigned)Type);
    HostLock();
    ++RelationsInvalidated;
    HostWake();
    HostUnlock();
}

VOID NTAPI IoInvalidateDeviceState(PDEVICE_OBJECT Device)
{
    DOUBLE(DISPATCH_LEVEL);
    UNREFERENCED_PARAMETER(Device);
}

/* wdm.h: one interrupt line. */
static struct
{
    PKSERVICE_ROUTINE Routine;
    PVOID Context;
    KIRQL Irql;
    KSPIN_LOCK Lock;
} Interrupt;
BOOLEAN InterruptConnected;

NTSTATUS NTAPI IoConnectInterrupt(PKINTERRUPT *Object, PKSERVICE_ROUTINE Routine, PVOID Context, PKSPIN_LOCK Lock,
                                  ULONG Vector, KIRQL Irql, KIRQL SynchronizeIrql, KINTERRUPT_MODE Mode, BOOLEAN Shared,
                                  KAFFINITY Affinity, BOOLEAN FloatingSave)
{
    DOUBLE(PASSIVE_LEVEL);
    UNREFERENCED_PARAMETER(Lock);
    if (Vector != 0x91 || Irql != 9 || SynchronizeIrql != 9 || Mode != LevelSensitive || !Shared || Affinity != 3 ||
        FloatingSave)
        Fail("IoConnectInterrupt: not what the device was given");
    if (FailAllocation != 0 && --FailAllocation == 0)
        return STATUS_INSUFFICIENT_RESOURCES;
    Interrupt.Routine = Routine;
    Interrupt.Context = Context;
    Interrupt.Irql = Irql;
    *Object = (PKINTERRUPT)&Interrupt;
    InterruptConnected = TRUE;
    return STATUS_SUCCESS;
}

VOID NTAPI IoDisconnectInterrupt(PKINTERRUPT Object)
{
    DOUBLE(PASSIVE_LEVEL);
    UNREFERENCED_PARAMETER(Object);
    if (HostXen()->Callback != 0)
        Fail("the interrupt goes while the callback is set");
    HostSpinAcquire(&Interrupt.Lock); /* a routine that runs is waited for */
    InterruptConnected = FALSE;
    HostSpinRelease(&Interrupt.Lock);
}

KIRQL NTAPI KeAcquireInterruptSpinLock(PKINTERRUPT Object)
{
    UNREFERENCED_PARAMETER(Object);
    Enter(__func__, Interrupt.Irql, __builtin_return_address(0));
    const KIRQL Old = Current()->Irql;
    SetIrql(Interrupt.Irql);
    HostSpinAcquire(&Interrupt.Lock);
    return Old;
}

VOID NTAPI KeReleaseInterruptSpinLock(PKINTERRUPT Object, KIRQL OldIrql)
{
    UNREFERENCED_PARAMETER(Object);
    Enter(__func__, Interrupt.Irql, __builtin_return_address(0));
    HostSpinRelease(&Interrupt.Lock);
    SetIrql(OldIrql);
}

VOID InterruptRun(VOID)
{
    static ULONG Idle;
    HostSpinAcquire(&Interrupt.Lock);
    SetIrql(Interrupt.Irql);
    const BOOLEAN Ours = InterruptConnected && Interrupt.Routine((PKINTERRUPT)&Interrupt, Interrupt.Context);
    SetIrql(PASSIVE_LEVEL);
    HostSpinRelease(&Interrupt.Lock);
    Idle = Ours ? 0 : Idle + 1;
    if (Idle > 1000)
        Fail("the line stays up and nobody claims the interrupt");
}

/* wdm.h: MmMapIoSpace, MmMapIoSpaceEx, MmUnmapIoSpace, up to DISPATCH_LEVEL. */
static volatile LONG Mappings;

PVOID NTAPI MmMapIoSpace(PHYSICAL_ADDRESS Physical, SIZE_T Bytes, MEMORY_CACHING_TYPE Type)
{
    DOUBLE(DISPATCH_LEVEL);
    if (OVM_OS_TARGET >= 0x0A00 || Type != MmCached)
        Fail("MmMapIoSpace: the mapping could be executable");
    if (FailAllocation != 0 && --FailAllocation == 0)
        return NULL;
    InterlockedIncrement(&Mappings);
    return HostMapPhysical((ULONG64)Physical.QuadPart, Bytes);
}

PVOID NTAPI MmMapIoSpaceEx(PHYSICAL_ADDRESS Physical, SIZE_T Bytes, ULONG Protect)
{
    DOUBLE(DISPATCH_LEVEL);
    if (Protect != PAGE_READWRITE)
        Fail("MmMapIoSpaceEx: rights %x", (unsigned)Protect);
    if (FailAllocation != 0 && --FailAllocation == 0)
        return NULL;
    InterlockedIncrement(&Mappings);
    return HostMapPhysical((ULONG64)Physical.QuadPart, Bytes);
}

VOID NTAPI MmUnmapIoSpace(PVOID Address, SIZE_T Bytes)
{
    DOUBLE(DISPATCH_LEVEL);
    UNREFERENCED_PARAMETER(Address);
    UNREFERENCED_PARAMETER(Bytes);
    InterlockedDecrement(&Mappings);
}

ULONG MappingsLive(VOID)
{
    return (ULONG)Mappings;
}

/* wdm.h: IoAllocateErrorLogEntry, IoWriteErrorLogEntry, up to DISPATCH_LEVEL: at most ERROR_LOG_MAXIMUM_SIZE bytes. */
#define EVENTS_MAX 64
static struct
{
    ULONG Id;
    char Text[128];
} Events[EVENTS_MAX];
static ULONG EventCount;

PVOID NTAPI IoAllocateErrorLogEntry(PVOID Object, UCHAR Bytes)
{
    DOUBLE(DISPATCH_LEVEL);
    if (Object == NULL || Bytes < sizeof(IO_ERROR_LOG_PACKET) || Bytes > ERROR_LOG_MAXIMUM_SIZE)
        Fail("IoAllocateErrorLogEntry: %u bytes", Bytes);
    return HostAllocate(Bytes);
}

VOID NTAPI IoWriteErrorLogEntry(PVOID Entry)
{
    IO_ERROR_LOG_PACKET *Packet = Entry;
    DOUBLE(DISPATCH_LEVEL);
    if (Packet->NumberOfStrings != 1 || Packet->DumpDataSize != 0)
        Fail("an event has %u strings", Packet->NumberOfStrings);
    HostLock();
    if (EventCount == EVENTS_MAX)
        EventCount = 0;
    const WCHAR *Text = (const WCHAR *)((UCHAR *)Entry + Packet->StringOffset);
    ULONG i = 0;
    for (; Text[i] != 0 && i + 1 < sizeof(Events[0].Text); ++i)
        Events[EventCount].Text[i] = (char)Text[i];
    Events[EventCount].Text[i] = '\0';
    Events[EventCount++].Id = (ULONG)Packet->ErrorCode;
    HostUnlock();
    HostFree(Entry);
}

ULONG EventsLogged(ULONG EventId, const char **Text)
{
    ULONG Count = 0;
    for (ULONG i = 0; i < EventCount; ++i)
    {
        if (Events[i].Id != EventId)
            continue;
        ++Count;
        if (Text != NULL)
            *Text = Events[i].Text;
    }
    return Count;
}

VOID EventsForget(VOID)
{
    EventCount = 0;
}
