// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: native helper of the installer

#pragma once

#include <windows.h>

/* Writes formatted text (wsprintf's conversions) as UTF-8 to standard output. */
void
TextPrint(const WCHAR *Format, ...);

/* Copies at most Capacity - 1 characters and ends them with a NUL; FALSE where the text did not fit. */
BOOL
TextCopy(WCHAR *Target, DWORD Capacity, const WCHAR *Source);

/* Puts File behind Directory with a backslash between; FALSE where the path did not fit. */
BOOL
TextJoinPath(WCHAR *Target, DWORD Capacity, const WCHAR *Directory, const WCHAR *File);
