// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: native helper of the installer

#pragma once

#include <windows.h>

/* What the machine is, as Windows itself says it: never as compatibility modes show it. */
typedef struct _GUEST
{
    DWORD Major;
    DWORD Minor;
    DWORD Build;
    DWORD ServicePack;
    BOOL IsServer;
    BOOL IsR2; /* Server 2003 R2; meaningless elsewhere */
    BOOL Is64Bit;
} GUEST;

/* A row of guests.ini that a guest matches. */
typedef struct _GUEST_MATCH
{
    WCHAR Name[96];
    WCHAR Cell[16]; /* such as 10.0\x64 */
    BOOL Silent;    /* the book lets this Windows be installed silently */
} GUEST_MATCH;

/* FALSE where Windows does not tell. */
BOOL
GuestRead(GUEST *Guest);

/*
 * Finds the guest in guests.ini, which the build makes from certification/guests.json. Where no row matches, Match->Name is
 * the reason and the result FALSE.
 */
BOOL
GuestFind(const GUEST *Guest, const WCHAR *Ini, GUEST_MATCH *Match);
