// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: native helper of the installer

#include "text.h"

#include <stdarg.h>

/* wvsprintf never writes more than 1024 characters. */
#define LINE_CHARACTERS 1025

void
TextPrint(const WCHAR *Format, ...)
{
    /* Static, since a page of stack would need a probe: the program has one thread. */
    static WCHAR Line[LINE_CHARACTERS];
    static char Bytes[LINE_CHARACTERS * 3];
    DWORD Written;
    va_list Arguments;

    va_start(Arguments, Format);
    int Length = wvsprintfW(Line, Format, Arguments);
    va_end(Arguments);
    int Size = WideCharToMultiByte(CP_UTF8, 0, Line, Length, Bytes, sizeof(Bytes), NULL, NULL);
    WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), Bytes, (DWORD)Size, &Written, NULL);
}

BOOL
TextCopy(WCHAR *Target, DWORD Capacity, const WCHAR *Source)
{
    DWORD Length = (DWORD)lstrlenW(Source);
    if (Length >= Capacity)
        return FALSE;
    for (DWORD i = 0; i <= Length; i++)
        Target[i] = Source[i];
    return TRUE;
}

BOOL
TextJoinPath(WCHAR *Target, DWORD Capacity, const WCHAR *Directory, const WCHAR *File)
{
    DWORD Length = (DWORD)lstrlenW(Directory);
    if (!TextCopy(Target, Capacity, Directory) || Length + 1 >= Capacity)
        return FALSE;
    if (Length > 0 && Target[Length - 1] != L'\\')
        Target[Length++] = L'\\';
    return TextCopy(Target + Length, Capacity - Length, File);
}
