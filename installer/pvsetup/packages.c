// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: native helper of the installer

#include "packages.h"

#include <setupapi.h>

#include "signer.h"
#include "text.h"

#define PATH_CHARACTERS 1024

/* Paths are static, since a page of stack would need a probe: the program has one thread. */

/* setupapi.h declares it for newer targets only; the function is there since Windows Server 2003. */
#define UNINSTALL_FORCE 1

#define UPDATE_FORCE 1

typedef BOOL(WINAPI *UPDATE_DRIVER)(HWND, LPCWSTR, LPCWSTR, DWORD, PBOOL);
typedef BOOL(WINAPI *UNINSTALL_INF)(PCWSTR, DWORD, PVOID);

static const struct
{
    const WCHAR *Name;
    const WCHAR *HardwareId;
} Packages[PACKAGE_COUNT] = {
    {L"xenbus", L"PCI\\VEN_5853&DEV_0001"},
    {L"xenvbd", L"OVMBUS\\VBD"},
    {L"xennet", L"OVMBUS\\VIF"},
};

/* Cell\name\name.extension */
static BOOL
PackageFile(WCHAR *Path, const WCHAR *Cell, const WCHAR *Name, const WCHAR *Extension)
{
    WCHAR File[64];

    wsprintfW(File, L"%s\\%s.%s", Name, Name, Extension);
    return TextJoinPath(Path, PATH_CHARACTERS, Cell, File);
}

BOOL
PackagesAreMicrosofts(const WCHAR *Cell)
{
    static const WCHAR *const Words[] = {L"Microsoft", L"not Microsoft", L"nobody", L"a signature that does not hold"};
    BOOL All = TRUE;

    for (DWORD i = 0; i < PACKAGE_COUNT; i++)
    {
        static WCHAR Path[PATH_CHARACTERS];
        WCHAR Signer[256];
        if (!PackageFile(Path, Cell, Packages[i].Name, L"cat"))
            return FALSE;
        SIGNER_VERDICT Verdict = SignerJudge(Path, Signer, ARRAYSIZE(Signer));
        TextPrint(L"%s.cat: %s (%s)\r\n", Packages[i].Name, Words[Verdict], Signer);
        All = All && Verdict == SignerMicrosoft;
    }
    return All;
}

static DWORD
InstallOne(DWORD Index, const WCHAR *Cell, const WCHAR *Record, UPDATE_DRIVER Update, BOOL *Reboot)
{
    static WCHAR Inf[PATH_CHARACTERS];
    static WCHAR Stored[PATH_CHARACTERS];
    PWSTR StoredName = NULL;
    BOOL Needs = FALSE;

    if (!PackageFile(Inf, Cell, Packages[Index].Name, L"inf"))
        return ERROR_FILENAME_EXCED_RANGE;
    if (!SetupCopyOEMInfW(Inf, NULL, SPOST_PATH, 0, Stored, ARRAYSIZE(Stored), NULL, &StoredName) &&
        GetLastError() != ERROR_FILE_EXISTS)
        return GetLastError();
    WritePrivateProfileStringW(L"Published", Packages[Index].Name, StoredName ? StoredName : L"", Record);
    if (Update(NULL, Packages[Index].HardwareId, Inf, UPDATE_FORCE, &Needs))
        TextPrint(L"%s: installed as %s\r\n", Packages[Index].Name, StoredName ? StoredName : L"?");
    else if (GetLastError() == ERROR_NO_SUCH_DEVINST)
        /* The bus makes this device when it starts; Windows then finds the package in its store. */
        TextPrint(L"%s: stored as %s, its device is not there yet\r\n", Packages[Index].Name, StoredName ? StoredName : L"?");
    else
        return GetLastError();
    *Reboot = *Reboot || Needs;
    return ERROR_SUCCESS;
}

DWORD
PackagesInstall(const WCHAR *Cell, const WCHAR *Record)
{
    BOOL Reboot = FALSE;
    HMODULE NewDev = LoadLibraryW(L"newdev.dll");
    UPDATE_DRIVER Update =
        NewDev ? (UPDATE_DRIVER)(void *)GetProcAddress(NewDev, "UpdateDriverForPlugAndPlayDevicesW") : NULL;

    if (!Update)
        return ERROR_PROC_NOT_FOUND;
    for (DWORD i = 0; i < PACKAGE_COUNT; i++)
    {
        DWORD Error = InstallOne(i, Cell, Record, Update, &Reboot);
        if (Error != ERROR_SUCCESS)
        {
            TextPrint(L"%s: failed with error 0x%08x\r\n", Packages[i].Name, Error);
            return Error;
        }
    }
    return Reboot ? ERROR_SUCCESS_REBOOT_REQUIRED : ERROR_SUCCESS;
}

DWORD
PackagesRemove(const WCHAR *Record)
{
    DWORD First = ERROR_SUCCESS;
    UNINSTALL_INF Uninstall =
        (UNINSTALL_INF)(void *)GetProcAddress(GetModuleHandleW(L"setupapi.dll"), "SetupUninstallOEMInfW");

    if (!Uninstall)
        return ERROR_PROC_NOT_FOUND;
    for (DWORD i = PACKAGE_COUNT; i-- > 0;)
    {
        WCHAR Stored[MAX_PATH];
        GetPrivateProfileStringW(L"Published", Packages[i].Name, L"", Stored, ARRAYSIZE(Stored), Record);
        if (!Stored[0])
            continue;
        BOOL Gone = Uninstall(Stored, UNINSTALL_FORCE, NULL);
        DWORD Error = Gone ? ERROR_SUCCESS : GetLastError();
        TextPrint(L"%s: %s 0x%08x\r\n", Packages[i].Name, Gone ? L"removed" : L"not removed, error", Error);
        if (First == ERROR_SUCCESS)
            First = Error;
    }
    return First;
}
