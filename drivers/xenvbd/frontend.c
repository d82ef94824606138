// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: the keys of one disk in xenstore.
#include "nt/ovm_storport.h"

#include "nt/log.h"
#include "xenvbd/adapter.h"
#include "xenvbd/blk_keys.h"
#include "xenvbd/control.h"
#include "xenvbd/frontend.h"

#define SHORT_VALUE_BYTES 64u
#define COMMIT_TRIES      8u

static NTSTATUS ReadValue(_In_ const VBD_DISK *Disk, _In_z_ PCSTR Directory, _In_z_ PCSTR Key,
                          _Out_writes_(Capacity) PSTR Value, _In_ ULONG Capacity)
{
    const XENBUS_INTERFACE *const Bus = &Disk->Adapter->Bus;
    CHAR Path[DISK_PATH_BYTES];
    ULONG Bytes;

    Value[0] = '\0';
    NTSTATUS Status = RtlStringCbPrintfA(Path, sizeof(Path), "%s/%s", Directory, Key);
    if (!NT_SUCCESS(Status))
        return Status;
    Status = Bus->StoreRead(Bus->Interface.Context, XENBUS_NO_TRANSACTION, Path, Value, Capacity, &Bytes);
    if (!NT_SUCCESS(Status))
        Value[0] = '\0';
    return Status;
}

// A number, or Otherwise where the key is absent or is no number.
static UINT64 ReadNumber(_In_ const VBD_DISK *Disk, _In_z_ PCSTR Directory, _In_z_ PCSTR Key, _In_ UINT64 Otherwise)
{
    CHAR Value[SHORT_VALUE_BYTES];
    uint64_t Number = Otherwise;

    if (NT_SUCCESS(ReadValue(Disk, Directory, Key, Value, sizeof(Value))) && !BlkParseNumber(Value, &Number))
        LogPrint("vbd %u: %s is \"%s\", which is no number", (unsigned)Disk->Frontend.Handle, Key, Value);
    return Number;
}

static VOID NTAPI BackendChanged(_In_ PVOID CallbackContext, _In_z_ PCSTR Path)
{
    VBD_DISK *const Disk = CallbackContext;
    UNREFERENCED_PARAMETER(Path);
    ControlWake(&Disk->Adapter->Control);
}

_Use_decl_annotations_ NTSTATUS FrontendOpen(VBD_DISK *Disk)
{
    const XENBUS_INTERFACE *const Bus = &Disk->Adapter->Bus;
    CHAR Type[SHORT_VALUE_BYTES];
    CHAR State[DISK_PATH_BYTES];

    (VOID) ReadValue(Disk, Disk->Frontend.Path, "device-type", Type, sizeof(Type));
    if (!BlkTextEquals(Type, "disk"))
        return STATUS_NOT_SUPPORTED;

    NTSTATUS Status = ReadValue(Disk, Disk->Frontend.Path, "backend", Disk->Backend, sizeof(Disk->Backend));
    if (!NT_SUCCESS(Status))
        return Status;
    const UINT64 Domain = ReadNumber(Disk, Disk->Frontend.Path, "backend-id", (UINT64)-1);
    if (Domain > MAXUSHORT) // a driver domain has any number, but a domain's
        return STATUS_DEVICE_PROTOCOL_ERROR;
    Disk->BackendDomain = (USHORT)Domain;

    Status = RtlStringCbPrintfA(State, sizeof(State), "%s/state", Disk->Backend);
    if (!NT_SUCCESS(Status))
        return Status;
    return Bus->StoreWatch(Bus->Interface.Context, State, BackendChanged, Disk, &Disk->Watch);
}

_Use_decl_annotations_ VOID FrontendClose(VBD_DISK *Disk)
{
    const XENBUS_INTERFACE *const Bus = &Disk->Adapter->Bus;

    if (Disk->Watch != NULL)
        Bus->StoreUnwatch(Bus->Interface.Context, Disk->Watch);
    Disk->Watch = NULL;
}

_Use_decl_annotations_ XENBUS_STATE FrontendBackendState(const VBD_DISK *Disk)
{
    const UINT64 State = ReadNumber(Disk, Disk->Backend, "state", XenbusUnknown);
    return State <= XenbusClosed ? (XENBUS_STATE)State : XenbusUnknown;
}

static NTSTATUS WriteNumber(_In_ const VBD_DISK *Disk, _In_ XENBUS_TRANSACTION Transaction, _In_z_ PCSTR Key,
                            _In_ ULONG Number)
{
    const XENBUS_INTERFACE *const Bus = &Disk->Adapter->Bus;
    CHAR Path[DISK_PATH_BYTES];
    CHAR Value[SHORT_VALUE_BYTES];

    NTSTATUS Status = RtlStringCbPrintfA(Path, sizeof(Path), "%s/%s", Disk->Frontend.Path, Key);
    if (NT_SUCCESS(Status))
        Status = RtlStringCbPrintfA(Value, sizeof(Value), "%u", (unsigned)Number);
    if (NT_SUCCESS(Status))
        Status = Bus->StoreWrite(Bus->Interface.Context, Transaction, Path, Value);
    return Status;
}

_Use_decl_annotations_ NTSTATUS FrontendSetState(const VBD_DISK *Disk, XENBUS_STATE State)
{
    const NTSTATUS Status = WriteNumber(Disk, XENBUS_NO_TRANSACTION, "state", State);
    if (!NT_SUCCESS(Status))
        LogPrint("vbd %u: state %u was not written: 0x%08X", (unsigned)Disk->Frontend.Handle, (unsigned)State,
                 (unsigned)Status);
    return Status;
}

// One page: the classic form, without a key of a size. The protocol is always named; without it the backend takes its
// own architecture's.
static NTSTATUS WriteKeys(_In_ const VBD_DISK *Disk, _In_ XENBUS_TRANSACTION Transaction)
{
    const XENBUS_INTERFACE *const Bus = &Disk->Adapter->Bus;
    CHAR Path[DISK_PATH_BYTES];

    NTSTATUS Status = WriteNumber(Disk, Transaction, "ring-ref", Disk->RingGrant);
    if (NT_SUCCESS(Status))
        Status = WriteNumber(Disk, Transaction, "event-channel", Bus->EventPort(Bus->Interface.Context, Disk->Event));
    if (NT_SUCCESS(Status))
        Status = RtlStringCbPrintfA(Path, sizeof(Path), "%s/protocol", Disk->Frontend.Path);
    if (NT_SUCCESS(Status))
        Status = Bus->StoreWrite(Bus->Interface.Context, Transaction, Path, BLKIF_PROTOCOL);
    if (NT_SUCCESS(Status))
        Status = WriteNumber(Disk, Transaction, "state", XenbusInitialised);
    return Status;
}

_Use_decl_annotations_ NTSTATUS FrontendPublish(const VBD_DISK *Disk)
{
    const XENBUS_INTERFACE *const Bus = &Disk->Adapter->Bus;
    NTSTATUS Status = STATUS_RETRY;

    for (ULONG Try = 0; Try < COMMIT_TRIES && Status == STATUS_RETRY; ++Try)
    {
        XENBUS_TRANSACTION Transaction;
        Status = Bus->StoreBegin(Bus->Interface.Context, &Transaction);
        if (!NT_SUCCESS(Status))
            return Status;
        const NTSTATUS Written = WriteKeys(Disk, Transaction);
        Status = Bus->StoreEnd(Bus->Interface.Context, Transaction, NT_SUCCESS(Written));
        if (!NT_SUCCESS(Written))
            return Written;
    }
    return Status;
}

_Use_decl_annotations_ NTSTATUS FrontendDescribe(VBD_DISK *Disk)
{
    SCSI_DISK *const Scsi = &Disk->Scsi;
    CHAR Text[SHORT_VALUE_BYTES];

    RtlZeroMemory(Scsi, sizeof(*Scsi));
    Scsi->Sectors = ReadNumber(Disk, Disk->Backend, "sectors", 0);
    Scsi->BlockBytes = (UINT32)ReadNumber(Disk, Disk->Backend, "sector-size", BLKIF_SECTOR_BYTES);
    Scsi->PhysicalBlockBytes = (UINT32)ReadNumber(Disk, Disk->Backend, "physical-sector-size", Scsi->BlockBytes);
    Scsi->MaximumTransferBytes = BLK_TRANSFER_BYTES_MAX;
    Scsi->FlushSupported = ReadNumber(Disk, Disk->Backend, "feature-flush-cache", 0) != 0;
    Scsi->DiscardSupported = ReadNumber(Disk, Disk->Backend, "feature-discard", 0) != 0;
    Scsi->DiscardGranularitySectors =
        (UINT32)(ReadNumber(Disk, Disk->Backend, "discard-granularity", Scsi->BlockBytes) >> BLKIF_SECTOR_SHIFT);
    Scsi->DiscardAlignmentSectors =
        (UINT32)(ReadNumber(Disk, Disk->Backend, "discard-alignment", 0) >> BLKIF_SECTOR_SHIFT);

    const UINT64 Info = ReadNumber(Disk, Disk->Backend, "info", 0);
    (VOID) ReadValue(Disk, Disk->Backend, "mode", Text, sizeof(Text)); // "w!" is a disk shared for writing
    Scsi->ReadOnly = (Info & BLKIF_INFO_READ_ONLY) != 0 || BlkTextEquals(Text, "r");

    // "vm" holds "/vm/UUID"; what of it is no digit is left out.
    CHAR Uuid[SHORT_VALUE_BYTES];
    ULONG Bytes;
    const XENBUS_INTERFACE *const Bus = &Disk->Adapter->Bus;
    if (!NT_SUCCESS(Bus->StoreRead(Bus->Interface.Context, XENBUS_NO_TRANSACTION, "vm", Uuid, sizeof(Uuid), &Bytes)))
        Uuid[0] = '\0';
    BlkSerialWrite(Scsi->Serial, Uuid, Disk->Frontend.Handle);

    return (Info & (BLKIF_INFO_CDROM | BLKIF_INFO_REMOVABLE)) == 0 && ScsiDiskIsValid(Scsi)
               ? STATUS_SUCCESS
               : STATUS_DEVICE_PROTOCOL_ERROR;
}
