// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: native helper of the installer

#pragma once

#include <windows.h>

/* Drivers in the order in which they must come: the bus finds the devices of the others. */
#define PACKAGE_COUNT 3

/* Whether every catalog of a cell's folder is Microsoft's; says of each one who signed it. */
BOOL
PackagesAreMicrosofts(const WCHAR *Cell);

/*
 * Puts the packages of a cell's folder into Windows' driver store and updates the devices that are there. Record is an INI
 * file that remembers under which names Windows stored the INFs. Returns ERROR_SUCCESS, ERROR_SUCCESS_REBOOT_REQUIRED or the
 * first error.
 */
DWORD
PackagesInstall(const WCHAR *Cell, const WCHAR *Record);

/* Takes the recorded INFs out of the driver store again, children first. */
DWORD
PackagesRemove(const WCHAR *Record);
