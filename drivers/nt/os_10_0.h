// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: NT glue

#pragma once

/* OS target 10.0: Windows 10, Windows Server 2016. */

#define OS_POOL_NONPAGED NonPagedPoolNx

/* Readable and writable, never executable. Exported since 10.0; mingw-w64 10 does not declare it. */
NTKERNELAPI PVOID NTAPI MmMapIoSpaceEx(_In_ PHYSICAL_ADDRESS PhysicalAddress, _In_ SIZE_T NumberOfBytes,
                                       _In_ ULONG Protect);
#define OS_MAP_IO_SPACE(Physical, Bytes) MmMapIoSpaceEx((Physical), (Bytes), PAGE_READWRITE)
