// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: the pages by which a virtual disk describes itself.
#include "xenvbd/scsi_pages.h"
#include "xenvbd/scsi_bytes.h"

#define INQUIRY_BYTES         36u
#define INQUIRY_EVPD          0x01u
#define VPD_HEADER_BYTES      4u
#define VPD_SUPPORTED_PAGES   0x00u
#define VPD_SERIAL            0x80u
#define VPD_IDENTIFICATION    0x83u
#define VPD_BLOCK_LIMITS      0xB0u
#define VPD_PROVISIONING      0xB2u
#define VPD_BYTES_MAX         80u
#define BLOCK_LIMITS_BYTES    64u
#define UNMAP_DESCRIPTORS_MAX 64u

#define MODE_PAGE_CACHING    0x08u
#define MODE_PAGE_CONTROL    0x0Au
#define MODE_PAGE_ALL        0x3Fu
#define MODE_WRITE_PROTECTED 0x80u
#define MODE_DPOFUA          0x10u
#define MODE_CACHING_WCE     0x04u
#define MODE_BYTES_MAX       48u
#define PAGE_CONTROL_CHANGE  1u
#define PAGE_CONTROL_SAVED   3u

#define CAPACITY16_BYTES  32u
#define REPORT_LUNS_BYTES 16u

typedef struct PAGE_BUILD
{
    uint8_t Bytes[VPD_BYTES_MAX];
    uint32_t Used;
} PAGE_BUILD;

static uint32_t StringBytes(const char *Text)
{
    uint32_t Bytes = 0;
    while (Bytes < SCSI_SERIAL_BYTES_MAX && Text[Bytes] != '\0')
        ++Bytes;
    return Bytes;
}

static SCSI_ANSWER Truncated(const uint8_t *From, uint32_t Bytes, uint32_t Allocated, uint8_t *Data, uint32_t DataBytes)
{
    const uint32_t Moved = ScsiMinimum(Bytes, ScsiMinimum(Allocated, DataBytes));
    ScsiCopy(Data, From, Moved);
    return ScsiAnswerData(Moved);
}

static void BuildSupportedPages(const SCSI_DISK *Disk, PAGE_BUILD *Page)
{
    static const uint8_t Always[] = {VPD_SUPPORTED_PAGES, VPD_SERIAL, VPD_IDENTIFICATION, VPD_BLOCK_LIMITS};

    ScsiCopy(Page->Bytes + VPD_HEADER_BYTES, Always, sizeof(Always));
    Page->Used = VPD_HEADER_BYTES + sizeof(Always);
    if (Disk->DiscardSupported)
        Page->Bytes[Page->Used++] = VPD_PROVISIONING;
}

static void BuildSerial(const SCSI_DISK *Disk, PAGE_BUILD *Page)
{
    const uint32_t Bytes = StringBytes(Disk->Serial);
    ScsiCopy(Page->Bytes + VPD_HEADER_BYTES, Disk->Serial, Bytes);
    Page->Used = VPD_HEADER_BYTES + Bytes;
}

// SPC-3 7.6.3.3: one designator, based on the T10 vendor identification, of the logical unit, in ASCII.
static void BuildIdentification(const SCSI_DISK *Disk, PAGE_BUILD *Page)
{
    uint8_t *const Designator = Page->Bytes + VPD_HEADER_BYTES;
    const uint32_t SerialBytes = StringBytes(Disk->Serial);

    Designator[0] = 0x02; // code set ASCII
    Designator[1] = 0x01; // association logical unit, type T10 vendor identification
    Designator[3] = (uint8_t)(8 + SerialBytes);
    ScsiCopy(Designator + 4, SCSI_VENDOR_ID, 8);
    ScsiCopy(Designator + 12, Disk->Serial, SerialBytes);
    Page->Used = VPD_HEADER_BYTES + 4 + 8 + SerialBytes;
}

// SBC-3 6.5.3.
static void BuildBlockLimits(const SCSI_DISK *Disk, PAGE_BUILD *Page)
{
    const uint32_t SectorsPerBlock = Disk->BlockBytes / BLKIF_SECTOR_BYTES;

    ScsiPut32(Page->Bytes + 8, Disk->MaximumTransferBytes / Disk->BlockBytes);
    if (Disk->DiscardSupported)
    {
        ScsiPut32(Page->Bytes + 20, 0xFFFFFFFFu); // blocks of one UNMAP
        ScsiPut32(Page->Bytes + 24, UNMAP_DESCRIPTORS_MAX);
        ScsiPut32(Page->Bytes + 28, Disk->DiscardGranularitySectors / SectorsPerBlock);
        ScsiPut32(Page->Bytes + 32, 0x80000000u | Disk->DiscardAlignmentSectors / SectorsPerBlock); // UGAVALID
    }
    Page->Used = BLOCK_LIMITS_BYTES;
}

// SBC-3 6.5.4: UNMAP is there (LBPU); what a discarded block reads as is not promised.
static void BuildProvisioning(PAGE_BUILD *Page)
{
    Page->Bytes[5] = 0x80;
    Page->Bytes[6] = 0x02; // thin
    Page->Used = 8;
}

static SCSI_ANSWER InquiryVpd(const SCSI_DISK *Disk, const uint8_t *Cdb, uint8_t *Data, uint32_t DataBytes)
{
    PAGE_BUILD Page = {0};

    switch (Cdb[2])
    {
    case VPD_SUPPORTED_PAGES:
        BuildSupportedPages(Disk, &Page);
        break;
    case VPD_SERIAL:
        BuildSerial(Disk, &Page);
        break;
    case VPD_IDENTIFICATION:
        BuildIdentification(Disk, &Page);
        break;
    case VPD_BLOCK_LIMITS:
        BuildBlockLimits(Disk, &Page);
        break;
    case VPD_PROVISIONING:
        if (Disk->DiscardSupported)
        {
            BuildProvisioning(&Page);
            break;
        }
        return ScsiAnswerRefuse(SCSI_SENSE_ILLEGAL_REQUEST, SCSI_ASC_INVALID_FIELD);
    default:
        return ScsiAnswerRefuse(SCSI_SENSE_ILLEGAL_REQUEST, SCSI_ASC_INVALID_FIELD);
    }
    Page.Bytes[1] = Cdb[2];
    ScsiPut16(Page.Bytes + 2, Page.Used - VPD_HEADER_BYTES);
    return Truncated(Page.Bytes, Page.Used, ScsiGet16(Cdb + 3), Data, DataBytes);
}

SCSI_ANSWER ScsiInquiry(const SCSI_DISK *Disk, const uint8_t *Cdb, uint8_t *Data, uint32_t DataBytes)
{
    uint8_t Inquiry[INQUIRY_BYTES] = {0};

    if ((Cdb[1] & INQUIRY_EVPD) != 0)
        return InquiryVpd(Disk, Cdb, Data, DataBytes);
    if (Cdb[1] != 0 || Cdb[2] != 0) // a page code without EVPD
        return ScsiAnswerRefuse(SCSI_SENSE_ILLEGAL_REQUEST, SCSI_ASC_INVALID_FIELD);

    Inquiry[2] = 0x05;              // SPC-3
    Inquiry[3] = 0x12;              // HISUP, response data format 2
    Inquiry[4] = INQUIRY_BYTES - 5; // additional length
    Inquiry[7] = 0x02;              // CMDQUE
    ScsiCopy(Inquiry + 8, SCSI_VENDOR_ID, 8);
    ScsiCopy(Inquiry + 16, SCSI_PRODUCT_ID, 16);
    ScsiCopy(Inquiry + 32, SCSI_PRODUCT_REVISION, 4);
    return Truncated(Inquiry, INQUIRY_BYTES, ScsiGet16(Cdb + 3), Data, DataBytes);
}

// SBC-3 6.4.5. WCE tells whether a completed write may still sit in a cache, so it follows the backend's flush: Windows
// then sends SYNCHRONIZE CACHE and FUA, and both reach the backend. It is not a default that we choose.
static uint32_t BuildCaching(const SCSI_DISK *Disk, bool Changeable, uint8_t *Page)
{
    Page[0] = MODE_PAGE_CACHING;
    Page[1] = 18;
    Page[2] = !Changeable && Disk->FlushSupported ? MODE_CACHING_WCE : 0;
    return 20;
}

// SPC-3 7.4.6, all zero: nothing of it can be changed.
static uint32_t BuildControl(uint8_t *Page)
{
    Page[0] = MODE_PAGE_CONTROL;
    Page[1] = 10;
    return 12;
}

SCSI_ANSWER ScsiModeSense(const SCSI_DISK *Disk, const uint8_t *Cdb, uint8_t *Data, uint32_t DataBytes)
{
    uint8_t Mode[MODE_BYTES_MAX] = {0};
    const bool Six = Cdb[0] == 0x1A;
    const uint32_t HeaderBytes = Six ? 4 : 8;
    const uint32_t Allocated = Six ? Cdb[4] : ScsiGet16(Cdb + 7);
    const uint32_t Control = Cdb[2] >> 6;
    const uint32_t Code = Cdb[2] & 0x3Fu;
    const bool Changeable = Control == PAGE_CONTROL_CHANGE;
    uint32_t Used = HeaderBytes;

    if (Control == PAGE_CONTROL_SAVED)
        return ScsiAnswerRefuse(SCSI_SENSE_ILLEGAL_REQUEST, SCSI_ASC_NO_SAVED_PAGES);
    if (Cdb[3] != 0 || (Code != MODE_PAGE_CACHING && Code != MODE_PAGE_CONTROL && Code != MODE_PAGE_ALL))
        return ScsiAnswerRefuse(SCSI_SENSE_ILLEGAL_REQUEST, SCSI_ASC_INVALID_FIELD);

    if (Code != MODE_PAGE_CONTROL)
        Used += BuildCaching(Disk, Changeable, Mode + Used);
    if (Code != MODE_PAGE_CACHING)
        Used += BuildControl(Mode + Used);

    const uint8_t Device =
        (uint8_t)((Disk->ReadOnly ? MODE_WRITE_PROTECTED : 0) | (Disk->FlushSupported ? MODE_DPOFUA : 0));
    if (Six)
    {
        Mode[0] = (uint8_t)(Used - 1); // SPC-3: the length does not count itself
        Mode[2] = Device;
    }
    else
    {
        ScsiPut16(Mode, Used - 2);
        Mode[3] = Device;
    }
    return Truncated(Mode, Used, Allocated, Data, DataBytes);
}

SCSI_ANSWER ScsiReadCapacity10(const SCSI_DISK *Disk, uint8_t *Data, uint32_t DataBytes)
{
    const uint64_t LastBlock = ScsiDiskBlocks(Disk) - 1;
    uint8_t Capacity[8];

    // SBC-2 5.10: all ones sends the initiator to READ CAPACITY (16).
    ScsiPut32(Capacity, LastBlock > 0xFFFFFFFEu ? 0xFFFFFFFFu : (uint32_t)LastBlock);
    ScsiPut32(Capacity + 4, Disk->BlockBytes);
    return Truncated(Capacity, sizeof(Capacity), sizeof(Capacity), Data, DataBytes);
}

SCSI_ANSWER ScsiReadCapacity16(const SCSI_DISK *Disk, const uint8_t *Cdb, uint8_t *Data, uint32_t DataBytes)
{
    uint8_t Capacity[CAPACITY16_BYTES] = {0};
    uint8_t Exponent = 0;

    while (Disk->BlockBytes << Exponent < Disk->PhysicalBlockBytes)
        ++Exponent;
    ScsiPut64(Capacity, ScsiDiskBlocks(Disk) - 1);
    ScsiPut32(Capacity + 8, Disk->BlockBytes);
    Capacity[13] = Exponent;                            // logical blocks per physical block
    Capacity[14] = Disk->DiscardSupported ? 0x80u : 0u; // LBPME
    return Truncated(Capacity, sizeof(Capacity), ScsiGet32(Cdb + 10), Data, DataBytes);
}

// Every target has one logical unit, 0.
SCSI_ANSWER ScsiReportLuns(const uint8_t *Cdb, uint8_t *Data, uint32_t DataBytes)
{
    uint8_t List[REPORT_LUNS_BYTES] = {0};

    if (Cdb[2] > 2) // SPC-3 6.21: 0 and 2 list all, 1 well known ones only
        return ScsiAnswerRefuse(SCSI_SENSE_ILLEGAL_REQUEST, SCSI_ASC_INVALID_FIELD);
    const uint32_t Bytes = Cdb[2] == 1 ? 8 : REPORT_LUNS_BYTES;
    ScsiPut32(List, Bytes - 8);
    return Truncated(List, Bytes, ScsiGet32(Cdb + 6), Data, DataBytes);
}
