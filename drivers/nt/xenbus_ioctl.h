// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: NT glue

#pragma once

/*
 * What the guest service asks of the bus driver. The device opens for SYSTEM and the Administrators only, as
 * \\.\OvmBus, without a name below it. Everything is METHOD_BUFFERED, so that no user address is ever touched, and
 * wants read and write access. Lengths are exact: an input or output buffer of another size fails with
 * STATUS_INVALID_PARAMETER or STATUS_BUFFER_TOO_SMALL. For kernel and user mode: include windows.h and winioctl.h, or
 * a family header, first.
 */
#define OVM_BUS_USER_NAME L"\\\\.\\OvmBus"

#define OVM_BUS_DEVICE_TYPE 0x9F00 /* 0x8000 and above are free for vendors */

/* No input, output OVM_BUS_STATUS. */
#define IOCTL_OVM_BUS_STATUS CTL_CODE(OVM_BUS_DEVICE_TYPE, 0x801, METHOD_BUFFERED, FILE_READ_ACCESS | FILE_WRITE_ACCESS)

/*
 * No input, output OVM_BUS_SHUTDOWN. Pends until the host asks for a shutdown; the answer means that the host has been
 * told that its request was taken, so that the service must carry it out. One caller at a time is served.
 */
#define IOCTL_OVM_BUS_WAIT_SHUTDOWN                                                                                    \
    CTL_CODE(OVM_BUS_DEVICE_TYPE, 0x802, METHOD_BUFFERED, FILE_READ_ACCESS | FILE_WRITE_ACCESS)

typedef struct _OVM_BUS_STATUS
{
    ULONG Bytes; /* sizeof(OVM_BUS_STATUS) of the driver */
    USHORT DriverVersion[4];
    USHORT XenMajor, XenMinor;
    ULONG DiskUnplug, NicUnplug; /* 0 no such ports, 1 not armed, 2 refused, 3 done */
    ULONG DisksConfigured, DisksShown;
    ULONG NicsConfigured, NicsShown;
} OVM_BUS_STATUS;

#define OVM_BUS_SHUTDOWN_POWEROFF 1u
#define OVM_BUS_SHUTDOWN_REBOOT   2u
#define OVM_BUS_SHUTDOWN_HALT     3u

typedef struct _OVM_BUS_SHUTDOWN
{
    ULONG Request;
} OVM_BUS_SHUTDOWN;
