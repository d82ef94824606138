// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: native helper of the installer

/*
 * What Setup.exe, a 32-bit program, cannot do or should not decide by itself. Each command writes lines for the log and ends
 * with an exit code of its own.
 *
 *   pvsetup guest GUESTS.INI        0 supported, 1 not; prints version, name and cell as KEY=VALUE lines
 *   pvsetup signer CELL             0 Microsoft signed every catalog of the cell's folder, 1 not
 *   pvsetup install CELL RECORD.INI Windows' error code; 3010 means restart
 *   pvsetup remove RECORD.INI       Windows' error code
 */
#include <windows.h>
#include <shellapi.h>

#include "guest.h"
#include "packages.h"
#include "text.h"

static DWORD
CommandGuest(const WCHAR *Ini)
{
    GUEST Guest;
    GUEST_MATCH Match = {.Silent = FALSE};

    if (!GuestRead(&Guest))
        return ERROR_CALL_NOT_IMPLEMENTED;
    BOOL Supported = GuestFind(&Guest, Ini, &Match);
    TextPrint(L"Windows=%u.%u.%u SP%u %s %s-bit\r\n", Guest.Major, Guest.Minor, Guest.Build, Guest.ServicePack,
              Guest.IsServer ? L"server" : L"client", Guest.Is64Bit ? L"64" : L"32");
    TextPrint(L"Name=%s\r\n", Match.Name);
    if (!Supported)
        return 1;
    TextPrint(L"Cell=%s\r\nSilent=%u\r\n", Match.Cell, Match.Silent ? 1 : 0);
    return 0;
}

static DWORD
Run(int Count, WCHAR **Words)
{
    if (Count == 3 && !lstrcmpiW(Words[1], L"guest"))
        return CommandGuest(Words[2]);
    if (Count == 3 && !lstrcmpiW(Words[1], L"signer"))
        return PackagesAreMicrosofts(Words[2]) ? 0 : 1;
    if (Count == 4 && !lstrcmpiW(Words[1], L"install"))
        return PackagesInstall(Words[2], Words[3]);
    if (Count == 3 && !lstrcmpiW(Words[1], L"remove"))
        return PackagesRemove(Words[2]);
    TextPrint(L"pvsetup %S: guest GUESTS.INI | signer CELL | install CELL RECORD.INI | remove RECORD.INI\r\n",
              OVM_VERSION_STRING);
    return ERROR_INVALID_PARAMETER;
}

void
start(void)
{
    int Count = 0;
    WCHAR **Words = CommandLineToArgvW(GetCommandLineW(), &Count);

    ExitProcess(Words ? Run(Count, Words) : GetLastError());
}
