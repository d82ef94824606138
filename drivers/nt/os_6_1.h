// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: NT glue

#pragma once

/* OS target 6.1: Windows 7 SP1, Windows Server 2008 R2 SP1. */

/* There is no non-executable non-paged pool before 6.2. */
#define OS_POOL_NONPAGED NonPagedPool

/* MmMapIoSpaceEx came with 10.0; before it, a mapping has whatever rights the system gives. */
#define OS_MAP_IO_SPACE(Physical, Bytes) MmMapIoSpace((Physical), (Bytes), MmCached)
