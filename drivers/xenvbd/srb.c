// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: Storport's requests, to the SCSI translation and the ring and back.
#include "nt/ovm_storport.h"

#include "nt/pool.h"
#include "xenvbd/adapter.h"
#include "xenvbd/srb.h"

C_ASSERT(BLK_RANGES_MAX >= SCSI_UNMAP_DESCRIPTORS_MAX);

_Use_decl_annotations_ NTSTATUS BounceCreate(VBD_BOUNCE *Bounce)
{
    Bounce->Taken = 0;
    Bounce->Memory = PoolAllocate(BLK_TRANSFER_BYTES_MAX);
    if (Bounce->Memory == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    for (ULONG Page = 0; Page < RTL_NUMBER_OF(Bounce->Extents); ++Page)
    {
        const PHYSICAL_ADDRESS Physical = MmGetPhysicalAddress(Bounce->Memory + Page * BLK_PAGE_BYTES);
        Bounce->Extents[Page] = (BLK_EXTENT){(uint64_t)Physical.QuadPart, BLK_PAGE_BYTES};
    }
    return STATUS_SUCCESS;
}

_Use_decl_annotations_ VOID BounceDestroy(VBD_BOUNCE *Bounce)
{
    PoolFree(Bounce->Memory);
    Bounce->Memory = NULL;
}

static VOID Complete(_In_ VBD_ADAPTER *Adapter, _Inout_ PSCSI_REQUEST_BLOCK Srb, _In_ UCHAR SrbStatus)
{
    Srb->SrbStatus = SrbStatus;
    StorPortNotification(RequestComplete, Adapter, Srb);
}

static VOID CompleteAnswer(_In_ VBD_ADAPTER *Adapter, _Inout_ PSCSI_REQUEST_BLOCK Srb, _In_ const SCSI_ANSWER *Answer)
{
    UCHAR Status = SRB_STATUS_SUCCESS;

    Srb->ScsiStatus = Answer->Status;
    if (Answer->Status == SCSI_STATUS_GOOD)
    {
        if (Answer->DataBytes < Srb->DataTransferLength)
            Srb->DataTransferLength = Answer->DataBytes;
    }
    else
    {
        Status = SRB_STATUS_ERROR;
        Srb->DataTransferLength = 0;
        if (Srb->SenseInfoBuffer != NULL && Srb->SenseInfoBufferLength != 0 &&
            (Srb->SrbFlags & SRB_FLAGS_DISABLE_AUTOSENSE) == 0)
        {
            Srb->SenseInfoBufferLength =
                (UCHAR)ScsiSenseWrite(Answer, Srb->SenseInfoBuffer, Srb->SenseInfoBufferLength);
            Status |= SRB_STATUS_AUTOSENSE_VALID;
        }
    }
    Complete(Adapter, Srb, Status);
}

static VOID CompleteRefused(_In_ VBD_ADAPTER *Adapter, _Inout_ PSCSI_REQUEST_BLOCK Srb, _In_ UCHAR SenseKey,
                            _In_ USHORT Asc)
{
    const SCSI_ANSWER Answer = ScsiAnswerRefuse(SenseKey, Asc);
    CompleteAnswer(Adapter, Srb, &Answer);
}

// The disk at a request's address, or NULL.
static VBD_DISK *FindDisk(_In_ VBD_ADAPTER *Adapter, _In_ PSCSI_REQUEST_BLOCK Srb)
{
    if (Srb->PathId != 0 || Srb->TargetId >= VBD_TARGETS || Srb->Lun != 0)
        return NULL;
    VBD_DISK *const Disk = Adapter->Disks[Srb->TargetId];
    return Disk != NULL && Disk->Online ? Disk : NULL;
}

// Storport's list into ours. False for one that is longer than was announced, or beyond what a grant can name.
static BOOLEAN CopyExtents(_In_ VBD_ADAPTER *Adapter, _In_ PSCSI_REQUEST_BLOCK Srb, _Inout_ BLK_REQUEST *Request)
{
    const STOR_SCATTER_GATHER_LIST *const List = StorPortGetScatterGatherList(Adapter, Srb);

    if (List == NULL || List->NumberOfElements > BLK_EXTENTS_MAX)
        return FALSE;
    for (ULONG Index = 0; Index < List->NumberOfElements; ++Index)
    {
        const STOR_SCATTER_GATHER_ELEMENT *const Element = &List->List[Index];
        Request->Extents[Index] = (BLK_EXTENT){(uint64_t)Element->PhysicalAddress.QuadPart, Element->Length};
        if ((Element->PhysicalAddress.QuadPart + Element->Length - 1) >> (32 + BLK_PAGE_SHIFT) != 0)
            return FALSE;
    }
    Request->ExtentCount = List->NumberOfElements;
    return TRUE;
}

// Puts the bounce buffer in the place of an unaligned one. SRB_STATUS_PENDING, or what to complete the request with.
static UCHAR Bounce(_In_ VBD_ADAPTER *Adapter, _In_ PSCSI_REQUEST_BLOCK Srb, _Inout_ VBD_SRB *Own)
{
    VBD_BOUNCE *const Buffer = &Adapter->Bounce;
    PVOID Address = NULL;

    if (InterlockedCompareExchange(&Buffer->Taken, 1, 0) != 0)
        return SRB_STATUS_BUSY;
    if (StorPortGetSystemAddress(Adapter, Srb, &Address) != STOR_STATUS_SUCCESS || Address == NULL)
    {
        InterlockedExchange(&Buffer->Taken, 0);
        return SRB_STATUS_INTERNAL_ERROR;
    }
    if (Own->Asked == BlkWrite)
        RtlCopyMemory(Buffer->Memory, Address, Own->DataBytes);
    Own->Unaligned = Address;
    Own->Request.ExtentCount = (Own->DataBytes + BLK_PAGE_BYTES - 1) / BLK_PAGE_BYTES;
    RtlCopyMemory(Own->Request.Extents, Buffer->Extents, Own->Request.ExtentCount * sizeof(BLK_EXTENT));
    return SRB_STATUS_PENDING;
}

static VOID GiveBounceBack(_In_ VBD_ADAPTER *Adapter, _Inout_ VBD_SRB *Own)
{
    if (Own->Unaligned == NULL)
        return;
    Own->Unaligned = NULL;
    InterlockedExchange(&Adapter->Bounce.Taken, 0);
}

static BOOLEAN BuildTransfer(_In_ VBD_ADAPTER *Adapter, _In_ const VBD_DISK *Disk, _Inout_ PSCSI_REQUEST_BLOCK Srb,
                             _In_ const SCSI_ANSWER *Answer)
{
    VBD_SRB *const Own = Srb->SrbExtension;
    BLK_REQUEST *const Request = &Own->Request;

    Own->Asked = Answer->Action == ScsiActionWrite ? BlkWrite : BlkRead;
    Own->DataBytes = Answer->DataBytes;
    if (!CopyExtents(Adapter, Srb, Request) ||
        BlkExtentsBytes(Request->Extents, Request->ExtentCount) < Answer->DataBytes)
    {
        Complete(Adapter, Srb, SRB_STATUS_INVALID_REQUEST);
        return FALSE;
    }
    if (!BlkExtentsAreAligned(Request->Extents, Request->ExtentCount, Disk->Scsi.BlockBytes))
    {
        const UCHAR Status = Bounce(Adapter, Srb, Own);
        if (Status != SRB_STATUS_PENDING)
        {
            Complete(Adapter, Srb, Status);
            return FALSE;
        }
    }
    BlkRequestTransfer(Request, Own->Asked, Answer->Sector, Answer->SectorCount, Answer->FlushAfter);
    return TRUE;
}

static VOID BuildUnmap(_In_ const VBD_DISK *Disk, _In_ PSCSI_REQUEST_BLOCK Srb)
{
    VBD_SRB *const Own = Srb->SrbExtension;
    BLK_REQUEST *const Request = &Own->Request;

    Own->Asked = BlkDiscard;
    Own->DataBytes = Srb->DataTransferLength;
    Request->RangeCount = ScsiUnmapCount(Srb->DataBuffer, Srb->DataTransferLength);
    for (uint32_t Index = 0; Index < Request->RangeCount; ++Index)
    {
        const SCSI_RANGE Range = ScsiUnmapRange(&Disk->Scsi, Srb->DataBuffer, Index);
        Request->Ranges[Index] = (BLK_RANGE){Range.Sector, Range.SectorCount};
    }
    BlkRequestDiscard(Request);
}

static VOID BuildFlush(_In_ PSCSI_REQUEST_BLOCK Srb)
{
    VBD_SRB *const Own = Srb->SrbExtension;

    Own->Asked = BlkFlush;
    Own->DataBytes = 0;
    BlkRequestFlush(&Own->Request);
}

static BOOLEAN BuildScsi(_In_ VBD_ADAPTER *Adapter, _In_ VBD_DISK *Disk, _Inout_ PSCSI_REQUEST_BLOCK Srb)
{
    const SCSI_ANSWER Answer =
        ScsiCommandTranslate(&Disk->Scsi, Srb->Cdb, Srb->CdbLength, Srb->DataBuffer, Srb->DataTransferLength);

    switch (Answer.Action)
    {
    case ScsiActionRead:
    case ScsiActionWrite:
        return BuildTransfer(Adapter, Disk, Srb, &Answer);
    case ScsiActionFlush:
        BuildFlush(Srb);
        return TRUE;
    case ScsiActionUnmap:
        BuildUnmap(Disk, Srb);
        return TRUE;
    default:
        CompleteAnswer(Adapter, Srb, &Answer);
        return FALSE;
    }
}

_Use_decl_annotations_ BOOLEAN SrbBuild(VBD_ADAPTER *Adapter, PSCSI_REQUEST_BLOCK Srb)
{
    VBD_DISK *const Disk = FindDisk(Adapter, Srb);
    VBD_SRB *const Own = Srb->SrbExtension;

    switch (Srb->Function)
    {
    case SRB_FUNCTION_EXECUTE_SCSI:
    case SRB_FUNCTION_FLUSH:
    case SRB_FUNCTION_SHUTDOWN:
        if (Disk == NULL)
            break;
        Own->Unaligned = NULL;
        Own->Request.Owner = Srb;
        if (Srb->Function == SRB_FUNCTION_EXECUTE_SCSI)
            return BuildScsi(Adapter, Disk, Srb);
        if (!Disk->Scsi.FlushSupported)
        {
            Complete(Adapter, Srb, SRB_STATUS_SUCCESS);
            return FALSE;
        }
        BuildFlush(Srb);
        return TRUE;
    case SRB_FUNCTION_RESET_LOGICAL_UNIT: // requests on the ring cannot be called back; they end by themselves
    case SRB_FUNCTION_RESET_DEVICE:
        if (Disk == NULL)
            break;
        Complete(Adapter, Srb, SRB_STATUS_SUCCESS);
        return FALSE;
    case SRB_FUNCTION_RESET_BUS:
    case SRB_FUNCTION_POWER:
    case SRB_FUNCTION_PNP:
        Complete(Adapter, Srb, SRB_STATUS_SUCCESS);
        return FALSE;
    default:
        Complete(Adapter, Srb, SRB_STATUS_INVALID_REQUEST);
        return FALSE;
    }
    Complete(Adapter, Srb, SRB_STATUS_NO_DEVICE);
    return FALSE;
}

_Use_decl_annotations_ VOID SrbStart(VBD_ADAPTER *Adapter, PSCSI_REQUEST_BLOCK Srb)
{
    VBD_SRB *const Own = Srb->SrbExtension;
    VBD_DISK *const Disk = FindDisk(Adapter, Srb);

    if (Disk != NULL && DiskSubmit(Disk, &Own->Request))
        return;
    GiveBounceBack(Adapter, Own);
    Complete(Adapter, Srb, SRB_STATUS_NO_DEVICE);
}

// The backend does not know the operation. A flush that does not exist has nothing to flush; the disk says so from now
// on.
static VOID FinishNotSupported(_Inout_ VBD_DISK *Disk, _Inout_ PSCSI_REQUEST_BLOCK Srb, _In_ const VBD_SRB *Own)
{
    const SCSI_ANSWER Success = ScsiAnswerData(Own->DataBytes);

    switch (Own->Request.Operation)
    {
    case BlkFlush:
        Disk->Scsi.FlushSupported = FALSE;
        CompleteAnswer(Disk->Adapter, Srb, &Success);
        break;
    case BlkDiscard:
        Disk->Scsi.DiscardSupported = FALSE;
        CompleteRefused(Disk->Adapter, Srb, SCSI_SENSE_ILLEGAL_REQUEST, SCSI_ASC_INVALID_OPCODE);
        break;
    default:
        CompleteRefused(Disk->Adapter, Srb, SCSI_SENSE_ABORTED_COMMAND, SCSI_ASC_INTERNAL_FAILURE);
        break;
    }
}

static VOID Finish(_Inout_ VBD_DISK *Disk, _Inout_ BLK_REQUEST *Request)
{
    PSCSI_REQUEST_BLOCK Srb = Request->Owner;
    VBD_SRB *const Own = Srb->SrbExtension;
    const SCSI_ANSWER Success = ScsiAnswerData(Own->DataBytes);

    if (Own->Unaligned != NULL && Own->Asked == BlkRead && Request->Result == BlkSuccess)
        RtlCopyMemory(Own->Unaligned, Disk->Adapter->Bounce.Memory, Own->DataBytes);
    GiveBounceBack(Disk->Adapter, Own);

    switch (Request->Result)
    {
    case BlkSuccess:
        CompleteAnswer(Disk->Adapter, Srb, &Success);
        break;
    case BlkNotSupported:
        FinishNotSupported(Disk, Srb, Own);
        break;
    case BlkBroken:
        Complete(Disk->Adapter, Srb, SRB_STATUS_NO_DEVICE);
        break;
    default:
        CompleteRefused(Disk->Adapter, Srb, SCSI_SENSE_MEDIUM_ERROR,
                        Own->Asked == BlkRead ? SCSI_ASC_READ_ERROR : SCSI_ASC_WRITE_ERROR);
        break;
    }
}

_Use_decl_annotations_ VOID SrbFinishAll(VBD_DISK *Disk, BLK_REQUEST *List)
{
    while (List != NULL)
    {
        BLK_REQUEST *const Next = List->Next; // the request is Storport's again once it is completed
        Finish(Disk, List);
        List = Next;
    }
}
