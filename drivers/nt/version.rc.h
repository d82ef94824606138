// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: NT glue

#pragma once

/*
 * The resources of every image. A driver's .rc defines OVM_FILE_DESCRIPTION, OVM_FILE_NAME and OVM_FILE_SUBTYPE
 * (winver.h, VFT2_DRV_*: 6 network, 7 system) and includes this file; the build defines OVM_VERSION_COMMA and
 * OVM_VERSION_STRING, the one version of the release. Constants are numbers, because the resource compiler runs
 * without the Windows headers. The texts are readable by "EventMessageFile" pointing at the image.
 */

#include "nt/messages.h"
#include "nt/messages.rc.h"

#define OVM_COMPANY_NAME "Oracle Corporation"
#define OVM_PRODUCT_NAME "Oracle VM PV Drivers for Microsoft Windows"
#define OVM_COPYRIGHT    "Licensed under the Apache License, Version 2.0"

1 VERSIONINFO
FILEVERSION OVM_VERSION_COMMA
PRODUCTVERSION OVM_VERSION_COMMA
FILEFLAGSMASK 0x3F
FILEFLAGS 0
FILEOS 0x40004
FILETYPE 3
FILESUBTYPE OVM_FILE_SUBTYPE
BEGIN
    BLOCK "StringFileInfo"
    BEGIN
        BLOCK "040904b0"
        BEGIN
            VALUE "CompanyName", OVM_COMPANY_NAME
            VALUE "FileDescription", OVM_FILE_DESCRIPTION
            VALUE "FileVersion", OVM_VERSION_STRING
            VALUE "InternalName", OVM_FILE_NAME
            VALUE "LegalCopyright", OVM_COPYRIGHT
            VALUE "OriginalFilename", OVM_FILE_NAME
            VALUE "ProductName", OVM_PRODUCT_NAME
            VALUE "ProductVersion", OVM_VERSION_STRING
        END
    END
    BLOCK "VarFileInfo"
    BEGIN
        VALUE "Translation", 0x409, 1200
    END
END

/* Message table (resource type 11) of the event log: three blocks of (first, last, offset), then the entries. */
#define OVM_MESSAGE_ENTRY(Length, Text) , Length, 1, Text

1 11
BEGIN
    3L,
    0x60000001L, 0x60000003L, OVM_MESSAGES_INFORMATION_OFFSET,
    0xA0000001L, 0xA0000006L, OVM_MESSAGES_WARNING_OFFSET,
    0xE0000001L, 0xE0000005L, OVM_MESSAGES_ERROR_OFFSET
    OVM_MESSAGES_INFORMATION(OVM_MESSAGE_ENTRY)
    OVM_MESSAGES_WARNING(OVM_MESSAGE_ENTRY)
    OVM_MESSAGES_ERROR(OVM_MESSAGE_ENTRY)
END
