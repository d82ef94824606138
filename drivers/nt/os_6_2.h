// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: NT glue

#pragma once

/* OS target 6.2: Windows 8, Windows Server 2012. */

#define OS_POOL_NONPAGED NonPagedPoolNx

/* MmMapIoSpaceEx came with 10.0; before it, a mapping has whatever rights the system gives. */
#define OS_MAP_IO_SPACE(Physical, Bytes) MmMapIoSpace((Physical), (Bytes), MmCached)
