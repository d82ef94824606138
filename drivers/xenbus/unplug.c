// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#include "nt/ovm_wdm.h"
#include "nt/log.h"
#include "nt/port.h"
#include "nt/registry.h"
#include "core/xen/unplug.h"
#include "xenbus/unplug.h"
#include "xenbus/unplug_rule.h"

static struct
{
    BOOLEAN PortsPresent; /* the magic number was there */
    XENBUS_UNPLUG State[UNPLUG_CLASSES];
    KSPIN_LOCK LogLock; /* one line at a time; a leaf */
} Unplug;

static const struct
{
    PCWSTR ValueName;
    PCWSTR ServicePath;
    UINT16 Mask;
    int (*ServiceStarts)(unsigned Start);
} Classes[UNPLUG_CLASSES] = {
    [UnplugDisks] = {L"Disks", L"\\Registry\\Machine\\System\\CurrentControlSet\\Services\\xenvbd",
                     XEN_UNPLUG_ALL_DISKS, UnplugDiskServiceStarts},
    [UnplugNics] = {L"Nics", L"\\Registry\\Machine\\System\\CurrentControlSet\\Services\\xennet", XEN_UNPLUG_ALL_NICS,
                    UnplugNicServiceStarts},
};

/* Creates Service\Parameters\Unplug. */
static NTSTATUS OpenUnplugKey(_In_ PCUNICODE_STRING RegistryPath, _Out_ HANDLE *Key)
{
    HANDLE Service;
    HANDLE Parameters;
    BOOLEAN Created;
    UNICODE_STRING Name;

    *Key = NULL;
    NTSTATUS Status = RegistryOpen(NULL, RegistryPath, KEY_READ | KEY_WRITE, &Service);
    if (!NT_SUCCESS(Status))
        return Status;
    RtlInitUnicodeString(&Name, L"Parameters");
    Status = RegistryCreate(Service, &Name, FALSE, &Parameters, &Created);
    if (!NT_SUCCESS(Status))
        goto closeService;
    RtlInitUnicodeString(&Name, L"Unplug");
    Status = RegistryCreate(Parameters, &Name, FALSE, Key, &Created);
    ZwClose(Parameters);
closeService:
    ZwClose(Service);
    return Status;
}

/* The boot loader has given us the registry, but volumes are mounted only after the boot drivers have started. */
static VOID CODE_INIT AskSystemVolume(_Inout_ UNPLUG_FACTS *Facts)
{
    HANDLE File;
    UNICODE_STRING Name;
    OBJECT_ATTRIBUTES Attributes;
    IO_STATUS_BLOCK IoStatus;

    RtlInitUnicodeString(&Name, L"\\SystemRoot");
    InitializeObjectAttributes(&Attributes, &Name, OBJ_KERNEL_HANDLE | OBJ_CASE_INSENSITIVE, NULL, NULL);
    const NTSTATUS Status =
        ZwOpenFile(&File, FILE_READ_ATTRIBUTES | SYNCHRONIZE, &Attributes, &IoStatus,
                   FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, FILE_SYNCHRONOUS_IO_NONALERT);
    if (NT_SUCCESS(Status))
        ZwClose(File);

    /* Only these say "there is no such volume yet"; anything else could be said of one that is mounted. */
    Facts->SystemVolumeMounted = NT_SUCCESS(Status);
    Facts->SystemVolumeKnown = NT_SUCCESS(Status) || Status == STATUS_OBJECT_NAME_NOT_FOUND ||
                               Status == STATUS_OBJECT_PATH_NOT_FOUND || Status == STATUS_NO_SUCH_DEVICE;
    if (!Facts->SystemVolumeKnown)
        LogPrint("unplug: system volume: status %08X, taken as mounted", (unsigned)Status);
}

static UNPLUG_VERDICT CODE_INIT JudgeClass(_In_ HANDLE Key, _In_ UNPLUG_CLASS Class, _Inout_ UNPLUG_FACTS *Facts)
{
    HANDLE Service;
    UNICODE_STRING Path;
    ULONG Value;

    Facts->Confirmed = NT_SUCCESS(RegistryReadDword(Key, Classes[Class].ValueName, &Value)) && Value == 1;

    Facts->ServiceStarts = 0;
    RtlInitUnicodeString(&Path, Classes[Class].ServicePath);
    if (NT_SUCCESS(RegistryOpen(NULL, &Path, KEY_READ, &Service)))
    {
        if (NT_SUCCESS(RegistryReadDword(Service, L"Start", &Value)))
            Facts->ServiceStarts = Classes[Class].ServiceStarts(Value);
        ZwClose(Service);
    }
    return UnplugDecide(Facts);
}

/* hvm-emulated-unplug, steps 1 to 5. */
static XENBUS_UNPLUG CODE_INIT ProbePorts(VOID)
{
    const UINT16 Magic = PortRead16(XEN_UNPLUG_PORT_MAGIC);
    if (Magic != XEN_UNPLUG_MAGIC && Magic != XEN_UNPLUG_BLACKLISTED)
        return XenbusUnplugAbsent;
    Unplug.PortsPresent = TRUE;
    if (Magic == XEN_UNPLUG_BLACKLISTED)
        return XenbusUnplugRefused;

    if (PortRead8(XEN_UNPLUG_PORT_PROTOCOL) >= 1)
    {
        static const UINT32 Version[] = {OVM_VERSION_COMMA};
        PortWrite16(XEN_UNPLUG_PORT_PROTOCOL, XEN_UNPLUG_PRODUCT);
        PortWrite32(XEN_UNPLUG_PORT_MAGIC, Version[ARRAYSIZE(Version) - 1]);
        if (PortRead16(XEN_UNPLUG_PORT_MAGIC) != XEN_UNPLUG_MAGIC)
            return XenbusUnplugRefused;
    }
    return XenbusUnplugNotArmed;
}

/* Another instance in this boot has decided. */
static VOID CODE_INIT ReadRecord(_In_ HANDLE Record)
{
    for (ULONG Class = 0; Class < UNPLUG_CLASSES; ++Class)
    {
        ULONG Value;
        if (NT_SUCCESS(RegistryReadDword(Record, Classes[Class].ValueName, &Value)) && Value <= XenbusUnplugDone)
            Unplug.State[Class] = (XENBUS_UNPLUG)Value;
    }
}

static VOID CODE_INIT DecideNow(_In_ HANDLE Key, _In_ HANDLE Record)
{
    UNPLUG_FACTS Facts = {.RecordMade = 1};
    UINT16 Mask = 0;

    AskSystemVolume(&Facts);
    for (ULONG Class = 0; Class < UNPLUG_CLASSES; ++Class)
    {
        if (JudgeClass(Key, (UNPLUG_CLASS)Class, &Facts) == UnplugAllowed)
        {
            Mask |= Classes[Class].Mask;
            Unplug.State[Class] = XenbusUnplugDone;
        }
    }

    if (Mask != 0)
    {
        PortWrite16(XEN_UNPLUG_PORT_MAGIC, Mask);
        LogEvent(OVM_EVENT_UNPLUGGED, "%s%s%s.", (Mask & XEN_UNPLUG_ALL_DISKS) != 0 ? "Disks" : "",
                 Mask == (XEN_UNPLUG_ALL_DISKS | XEN_UNPLUG_ALL_NICS) ? " and " : "",
                 (Mask & XEN_UNPLUG_ALL_NICS) != 0 ? "NICs" : "");
    }
    for (ULONG Class = 0; Class < UNPLUG_CLASSES; ++Class)
        (VOID) RegistryWriteDword(Record, Classes[Class].ValueName, (ULONG)Unplug.State[Class]);
}

_Use_decl_annotations_ VOID CODE_INIT UnplugDriverEntry(PCUNICODE_STRING RegistryPath)
{
    HANDLE Key;
    HANDLE Record;
    BOOLEAN Created;
    UNICODE_STRING Name;

    KeInitializeSpinLock(&Unplug.LogLock);
    const XENBUS_UNPLUG Probed = ProbePorts();
    for (ULONG Class = 0; Class < UNPLUG_CLASSES; ++Class)
        Unplug.State[Class] = Probed;
    if (Probed == XenbusUnplugRefused)
        LogEvent(OVM_EVENT_UNPLUG_REFUSED, "The host has blacklisted build %s.", OVM_VERSION_STRING);
    if (Probed != XenbusUnplugNotArmed)
        return;

    NTSTATUS Status = OpenUnplugKey(RegistryPath, &Key);
    if (!NT_SUCCESS(Status))
        goto fail;
    RtlInitUnicodeString(&Name, L"Boot");
    Status = RegistryCreate(Key, &Name, TRUE, &Record, &Created);
    if (!NT_SUCCESS(Status))
        goto closeKey;

    if (Created)
        DecideNow(Key, Record);
    else
        ReadRecord(Record);
    ZwClose(Record);
    ZwClose(Key);
    return;

closeKey:
    ZwClose(Key);
fail:
    LogPrint("unplug: registry: status %08X", (unsigned)Status);
}

_Use_decl_annotations_ XENBUS_UNPLUG UnplugState(UNPLUG_CLASS Class)
{
    return Unplug.State[Class];
}

_Use_decl_annotations_ NTSTATUS UnplugConfirm(PCUNICODE_STRING RegistryPath, UNPLUG_CLASS Class)
{
    HANDLE Key;
    NTSTATUS Status = OpenUnplugKey(RegistryPath, &Key);
    if (!NT_SUCCESS(Status))
        return Status;
    Status = RegistryWriteDword(Key, Classes[Class].ValueName, 1);
    ZwClose(Key);
    return Status;
}

_Use_decl_annotations_ VOID UnplugHostLog(PCSTR Line)
{
    KIRQL OldIrql;

    if (!Unplug.PortsPresent || !LogAdmit())
        return;
    KeAcquireSpinLock(&Unplug.LogLock, &OldIrql);
    for (ULONG i = 0; i < HOST_LOG_BYTES && Line[i] != '\0'; ++i)
        PortWrite8(XEN_UNPLUG_PORT_PROTOCOL, Line[i] >= ' ' && Line[i] <= '~' ? (UINT8)Line[i] : '?');
    PortWrite8(XEN_UNPLUG_PORT_PROTOCOL, '\n');
    KeReleaseSpinLock(&Unplug.LogLock, OldIrql);
}
