// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: native helper of the installer

#pragma once

#include <windows.h>

typedef enum _SIGNER_VERDICT
{
    SignerMicrosoft, /* the chain ends at a root of Microsoft, and the signer is meant for drivers */
    SignerOther,     /* somebody else, whatever this machine trusts */
    SignerNone,
    SignerBroken, /* a signature that does not hold */
} SIGNER_VERDICT;

/*
 * Who signed a catalog. Windows' own verdict is not asked: an administrator can add any root to it, and silent installation is
 * for packages that Microsoft signed.
 */
SIGNER_VERDICT
SignerJudge(const WCHAR *Catalog, WCHAR *Name, DWORD Capacity);
