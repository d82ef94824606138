// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: load tests, doubles of the kernel: strings, memory, descriptors

#include "tests/load/xenbus/double/double.h"

/* The conversions that drivers may use at any IRQL: %s %ws %c %u %d %x %X %p %%, with zero fill, width, -, and l, ll.
 */
typedef struct FORMAT
{
    WCHAR *Wide;
    char *Narrow;
    SIZE_T Capacity, Length;
} FORMAT;

static void Put(FORMAT *Out, WCHAR Character)
{
    if (Out->Length < Out->Capacity && Out->Wide != NULL)
        Out->Wide[Out->Length] = Character;
    else if (Out->Length < Out->Capacity)
        Out->Narrow[Out->Length] = (char)Character;
    ++Out->Length;
}

static void PutNumber(FORMAT *Out, ULONG64 Value, unsigned Base, const char *Digits, unsigned Width, char Fill)
{
    char Text[24];
    unsigned Count = 0;
    do
    {
        Text[Count++] = Digits[Value % Base];
        Value /= Base;
    } while (Value != 0);
    for (; Width > Count; --Width)
        Put(Out, (WCHAR)Fill);
    while (Count != 0)
        Put(Out, (WCHAR)Text[--Count]);
}

static void PutText(FORMAT *Out, const void *Text, BOOLEAN Wide)
{
    if (Text == NULL)
        Text = Wide ? (const void *)L"(null)" : "(null)";
    for (SIZE_T i = 0;; ++i)
    {
        const WCHAR Character = Wide ? ((const WCHAR *)Text)[i] : (UCHAR)((const char *)Text)[i];
        if (Character == 0)
            return;
        Put(Out, Character);
    }
}

static void PutArgument(FORMAT *Out, WCHAR Kind, unsigned Longs, unsigned Width, char Fill, va_list *Arguments)
{
    static const char Lower[] = "0123456789abcdef";
    static const char Upper[] = "0123456789ABCDEF";
    ULONG64 Value;
    switch (Kind)
    {
    case 'd':
        Value = (ULONG64)(Longs == 2 ? va_arg(*Arguments, LONG64) : va_arg(*Arguments, int));
        if ((LONG64)Value < 0)
        {
            Put(Out, '-');
            Value = 0 - Value;
        }
        PutNumber(Out, Value, 10, Lower, Width, Fill);
        break;
    case 'u':
        PutNumber(Out, Longs == 2 ? va_arg(*Arguments, ULONG64) : va_arg(*Arguments, unsigned), 10, Lower, Width, Fill);
        break;
    case 'x':
    case 'X':
        PutNumber(Out, Longs == 2 ? va_arg(*Arguments, ULONG64) : va_arg(*Arguments, unsigned), 16,
                  Kind == 'x' ? Lower : Upper, Width, Fill);
        break;
    case 'p':
        PutNumber(Out, (ULONG64)va_arg(*Arguments, PVOID), 16, Upper, 16, '0');
        break;
    case 's':
        PutText(Out, va_arg(*Arguments, PVOID), Longs == 3 || (Out->Wide != NULL && Longs == 0));
        break;
    case 'c':
        Put(Out, (WCHAR)va_arg(*Arguments, int));
        break;
    case '%':
        Put(Out, '%');
        break;
    default:
        HostFail("a format has a conversion that drivers may not use");
    }
}

static WCHAR FormatAt(const FORMAT *Out, const void *Format, SIZE_T At)
{
    return Out->Wide != NULL ? ((const WCHAR *)Format)[At] : (UCHAR)((const char *)Format)[At];
}

static void FormatAll(FORMAT *Out, const void *Format, va_list Arguments)
{
    for (SIZE_T At = 0; FormatAt(Out, Format, At) != 0; ++At)
    {
        if (FormatAt(Out, Format, At) != '%')
        {
            Put(Out, FormatAt(Out, Format, At));
            continue;
        }
        char Fill = ' ';
        unsigned Width = 0, Longs = 0;
        ++At;
        if (FormatAt(Out, Format, At) == '0')
        {
            Fill = '0';
            ++At;
        }
        for (; FormatAt(Out, Format, At) >= '0' && FormatAt(Out, Format, At) <= '9'; ++At)
            Width = Width * 10 + (FormatAt(Out, Format, At) - (unsigned)'0');
        for (; FormatAt(Out, Format, At) == 'l'; ++At)
            ++Longs;
        if (FormatAt(Out, Format, At) == 'w')
        {
            Longs = 3;
            ++At;
        }
        PutArgument(Out, FormatAt(Out, Format, At), Longs, Width, Fill, &Arguments);
    }
}

/* As the kernel's: no NUL where the text does not fit, and -1 then. */
int __cdecl _vsnprintf(char *Text, size_t Count, const char *Format, va_list Arguments)
{
    FORMAT Out = {.Narrow = Text, .Capacity = Count};
    FormatAll(&Out, Format, Arguments);
    if (Out.Length < Count)
        Text[Out.Length] = '\0';
    return Out.Length > Count ? -1 : (int)Out.Length;
}

int __cdecl _vsnwprintf(wchar_t *Text, size_t Count, const wchar_t *Format, va_list Arguments)
{
    FORMAT Out = {.Wide = Text, .Capacity = Count};
    FormatAll(&Out, Format, Arguments);
    if (Out.Length < Count)
        Text[Out.Length] = 0;
    return Out.Length > Count ? -1 : (int)Out.Length;
}

VOID FormatLine(char *To, SIZE_T Bytes, const char *Format, va_list Arguments)
{
    FORMAT Out = {.Narrow = To, .Capacity = Bytes - 1};
    FormatAll(&Out, Format, Arguments);
    To[Out.Length < Bytes - 1 ? Out.Length : Bytes - 1] = '\0';
}

VOID Print(const char *Format, ...)
{
    char Line[512];
    va_list Arguments;
    va_start(Arguments, Format);
    FormatLine(Line, sizeof(Line) - 1, Format, Arguments);
    va_end(Arguments);
    strcat(Line, "\n");
    HostPrint(Line);
}

VOID Fail(const char *Format, ...)
{
    char Line[512];
    va_list Arguments;
    va_start(Arguments, Format);
    FormatLine(Line, sizeof(Line), Format, Arguments);
    va_end(Arguments);
    HostFail(Line);
}

/* wdm.h: DbgPrint, up to DIRQL. Kept out of the way: only the log of events is judged. */
ULONG __cdecl DbgPrint(PCSTR Format, ...)
{
    UNREFERENCED_PARAMETER(Format);
    return STATUS_SUCCESS;
}

#define NO_BUILTIN(Name) __attribute__((no_builtin(Name)))

NO_BUILTIN("memset") void *memset(void *To, int Value, size_t Bytes)
{
    for (size_t i = 0; i < Bytes; ++i)
        ((unsigned char *)To)[i] = (unsigned char)Value;
    return To;
}

NO_BUILTIN("memcpy") void *memcpy(void *To, const void *From, size_t Bytes)
{
    for (size_t i = 0; i < Bytes; ++i)
        ((unsigned char *)To)[i] = ((const unsigned char *)From)[i];
    return To;
}

NO_BUILTIN("memmove") void *memmove(void *To, const void *From, size_t Bytes)
{
    unsigned char *T = To;
    const unsigned char *F = From;
    if (T <= F)
        return memcpy(To, From, Bytes);
    while (Bytes-- != 0)
        T[Bytes] = F[Bytes];
    return To;
}

char *strcat(char *To, const char *From)
{
    memcpy(To + strlen(To), From, strlen(From) + 1);
    return To;
}

/* wdm.h: RtlCompareMemory: how many bytes are equal. */
SIZE_T NTAPI RtlCompareMemory(const VOID *A, const VOID *B, SIZE_T Bytes)
{
    SIZE_T i = 0;
    while (i < Bytes && ((const UCHAR *)A)[i] == ((const UCHAR *)B)[i])
        ++i;
    return i;
}

VOID NTAPI RtlInitUnicodeString(PUNICODE_STRING String, PCWSTR Text)
{
    String->Length = Text == NULL ? 0 : (USHORT)(wcslen(Text) * sizeof(WCHAR));
    String->MaximumLength = Text == NULL ? 0 : String->Length + sizeof(WCHAR);
    String->Buffer = (PWSTR)Text;
}

VOID NTAPI RtlCopyUnicodeString(PUNICODE_STRING To, PCUNICODE_STRING From)
{
    To->Length = From->Length < To->MaximumLength ? From->Length : To->MaximumLength;
    memcpy(To->Buffer, From->Buffer, To->Length);
    if (To->Length + sizeof(WCHAR) <= To->MaximumLength)
        To->Buffer[To->Length / sizeof(WCHAR)] = 0;
}

/* ntifs.h: descriptors. Built as documented, so that ZwSetSecurityObject can read them. */
NTSTATUS NTAPI RtlCreateAcl(PACL Acl, ULONG Bytes, ULONG Revision)
{
    DOUBLE(APC_LEVEL);
    RtlZeroMemory(Acl, sizeof(*Acl));
    Acl->AclRevision = (UCHAR)Revision;
    Acl->AclSize = (USHORT)Bytes;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlAddAccessAllowedAce(PACL Acl, ULONG Revision, ACCESS_MASK Mask, PSID Sid)
{
    DOUBLE(APC_LEVEL);
    UNREFERENCED_PARAMETER(Revision);
    UCHAR *At = (UCHAR *)(Acl + 1);
    for (ULONG i = 0; i < Acl->AceCount; ++i)
        At += ((ACE_HEADER *)At)->AceSize;
    const ULONG SidBytes = 8 + 4u * ((SID *)Sid)->SubAuthorityCount;
    const ULONG Bytes = FIELD_OFFSET(ACCESS_ALLOWED_ACE, SidStart) + SidBytes;
    if (At + Bytes > (UCHAR *)Acl + Acl->AclSize)
        return STATUS_ALLOTTED_SPACE_EXCEEDED;
    ACCESS_ALLOWED_ACE *Ace = (ACCESS_ALLOWED_ACE *)At;
    Ace->Header.AceType = ACCESS_ALLOWED_ACE_TYPE;
    Ace->Header.AceFlags = 0;
    Ace->Header.AceSize = (USHORT)Bytes;
    Ace->Mask = Mask;
    memcpy(&Ace->SidStart, Sid, SidBytes);
    ++Acl->AceCount;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlCreateSecurityDescriptor(PSECURITY_DESCRIPTOR Descriptor, ULONG Revision)
{
    DOUBLE(PASSIVE_LEVEL);
    RtlZeroMemory(Descriptor, sizeof(SECURITY_DESCRIPTOR));
    ((SECURITY_DESCRIPTOR *)Descriptor)->Revision = (UCHAR)Revision;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlSetDaclSecurityDescriptor(PSECURITY_DESCRIPTOR Descriptor, BOOLEAN Present, PACL Dacl,
                                            BOOLEAN Default)
{
    DOUBLE(PASSIVE_LEVEL);
    UNREFERENCED_PARAMETER(Default);
    ((SECURITY_DESCRIPTOR *)Descriptor)->Control |= Present ? SE_DACL_PRESENT : 0;
    ((SECURITY_DESCRIPTOR *)Descriptor)->Dacl = Dacl;
    return STATUS_SUCCESS;
}
