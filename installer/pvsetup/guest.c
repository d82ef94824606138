// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: native helper of the installer

#include "guest.h"

#include "text.h"

/* winuser.h has it only for newer targets than the one this program is compiled for. */
#define SM_SERVER_R2 89

#define ROWS_AT_MOST 64

typedef LONG(WINAPI *RTL_GET_VERSION)(OSVERSIONINFOEXW *);

BOOL
GuestRead(GUEST *Guest)
{
    OSVERSIONINFOEXW Version = {.dwOSVersionInfoSize = sizeof(Version)};
    SYSTEM_INFO System;
    /* GetVersionEx lies to a program whose manifest does not name the newest Windows; RtlGetVersion does not. */
    RTL_GET_VERSION RtlGetVersion =
        (RTL_GET_VERSION)(void *)GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "RtlGetVersion");

    if (!RtlGetVersion || RtlGetVersion(&Version) != 0)
        return FALSE;
    GetNativeSystemInfo(&System);
    Guest->Major = Version.dwMajorVersion;
    Guest->Minor = Version.dwMinorVersion;
    Guest->Build = Version.dwBuildNumber;
    Guest->ServicePack = Version.wServicePackMajor;
    Guest->IsServer = Version.wProductType != VER_NT_WORKSTATION;
    Guest->IsR2 = GetSystemMetrics(SM_SERVER_R2) != 0;
    Guest->Is64Bit = System.wProcessorArchitecture == PROCESSOR_ARCHITECTURE_AMD64;
    return TRUE;
}

static DWORD
ReadNumber(const WCHAR *Section, const WCHAR *Key, const WCHAR *Ini)
{
    return GetPrivateProfileIntW(Section, Key, 0, Ini);
}

/* The same Windows, whatever its service pack. */
static BOOL
IsProduct(const GUEST *Guest, const WCHAR *Section, const WCHAR *Ini)
{
    return ReadNumber(Section, L"Major", Ini) == Guest->Major && ReadNumber(Section, L"Minor", Ini) == Guest->Minor &&
           (ReadNumber(Section, L"Server", Ini) != 0) == Guest->IsServer &&
           (ReadNumber(Section, L"Bits", Ini) == 64) == Guest->Is64Bit;
}

BOOL
GuestFind(const GUEST *Guest, const WCHAR *Ini, GUEST_MATCH *Match)
{
    WCHAR Section[16];
    BOOL ProductSeen = FALSE;

    for (DWORD Row = 1; Row <= ROWS_AT_MOST; Row++)
    {
        wsprintfW(Section, L"Guest.%u", Row);
        if (ReadNumber(Section, L"Major", Ini) == 0)
            break;
        if (!IsProduct(Guest, Section, Ini))
            continue;
        GetPrivateProfileStringW(Section, L"Name", L"", Match->Name, ARRAYSIZE(Match->Name), Ini);
        ProductSeen = TRUE;
        if (Guest->Build < ReadNumber(Section, L"LeastBuild", Ini) ||
            Guest->Build > ReadNumber(Section, L"MostBuild", Ini) ||
            Guest->ServicePack < ReadNumber(Section, L"ServicePack", Ini) ||
            (ReadNumber(Section, L"R2", Ini) != 0 && !Guest->IsR2))
            continue;
        GetPrivateProfileStringW(Section, L"Cell", L"", Match->Cell, ARRAYSIZE(Match->Cell), Ini);
        Match->Silent = ReadNumber(Section, L"Silent", Ini) != 0;
        return TRUE;
    }
    if (!ProductSeen)
        TextCopy(Match->Name, ARRAYSIZE(Match->Name), L"");
    return FALSE;
}
