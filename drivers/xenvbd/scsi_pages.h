// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: the pages by which a virtual disk describes itself.
#pragma once

#include "xenvbd/scsi_command.h"

// Windows joins these with " SCSI Disk Device": "Oracle VM Virtual SCSI Disk Device" in Device Manager.
#define SCSI_VENDOR_ID        "Oracle  "         // 8 characters
#define SCSI_PRODUCT_ID       "VM Virtual      " // 16 characters
#define SCSI_PRODUCT_REVISION "3.44"             // 4 characters

SCSI_ANSWER ScsiInquiry(const SCSI_DISK *Disk, const uint8_t *Cdb, uint8_t *Data, uint32_t DataBytes);
SCSI_ANSWER ScsiModeSense(const SCSI_DISK *Disk, const uint8_t *Cdb, uint8_t *Data, uint32_t DataBytes);
SCSI_ANSWER ScsiReadCapacity10(const SCSI_DISK *Disk, uint8_t *Data, uint32_t DataBytes);
SCSI_ANSWER ScsiReadCapacity16(const SCSI_DISK *Disk, const uint8_t *Cdb, uint8_t *Data, uint32_t DataBytes);
SCSI_ANSWER ScsiReportLuns(const uint8_t *Cdb, uint8_t *Data, uint32_t DataBytes);
