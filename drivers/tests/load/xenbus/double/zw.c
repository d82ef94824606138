// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: load tests, doubles of the kernel: registry, files, security of objects

#include "tests/load/xenbus/double/double.h"

#define KEYS_MAX   32
#define VALUES_MAX 32
#define PATH_CHARS 160

/* Keys are kept by their whole path, upper and lower case alike; only REG_DWORD values are played. */
static struct
{
    WCHAR Path[PATH_CHARS];
    BOOLEAN Volatile;
} Keys[KEYS_MAX];
static ULONG KeyCount;

static struct
{
    WCHAR Path[PATH_CHARS], Name[32];
    ULONG Number;
} Values[VALUES_MAX];
static ULONG ValueCount;

NTSTATUS SystemRootStatus = STATUS_OBJECT_PATH_NOT_FOUND;

typedef struct KEY
{
    WCHAR Path[PATH_CHARS];
} KEY;

static BOOLEAN Same(const WCHAR *A, const WCHAR *B)
{
    for (; *A != 0 || *B != 0; ++A, ++B)
    {
        const WCHAR X = *A >= 'A' && *A <= 'Z' ? *A + 32 : *A;
        const WCHAR Y = *B >= 'A' && *B <= 'Z' ? *B + 32 : *B;
        if (X != Y)
            return FALSE;
    }
    return TRUE;
}

static VOID Copy(WCHAR *To, SIZE_T Capacity, const WCHAR *From, SIZE_T Length)
{
    if (Length + 1 > Capacity)
        Fail("registry: a name is too long for the double");
    RtlCopyMemory(To, From, Length * sizeof(WCHAR));
    To[Length] = 0;
}

static LONG FindKey(const WCHAR *Path)
{
    for (ULONG i = 0; i < KeyCount; ++i)
    {
        if (Same(Keys[i].Path, Path))
            return (LONG)i;
    }
    return -1;
}

static LONG FindValue(const WCHAR *Path, const WCHAR *Name)
{
    for (ULONG i = 0; i < ValueCount; ++i)
    {
        if (Same(Values[i].Path, Path) && Same(Values[i].Name, Name))
            return (LONG)i;
    }
    return -1;
}

static VOID AddKey(const WCHAR *Path, BOOLEAN Volatile)
{
    if (KeyCount == KEYS_MAX)
        Fail("registry: too many keys for the double");
    Copy(Keys[KeyCount].Path, PATH_CHARS, Path, wcslen(Path));
    Keys[KeyCount++].Volatile = Volatile;
}

VOID RegistryForget(VOID)
{
    KeyCount = ValueCount = 0;
}

VOID RegistryNewBoot(VOID)
{
    ULONG Kept = 0;
    for (ULONG i = 0; i < KeyCount; ++i)
    {
        if (!Keys[i].Volatile)
            Keys[Kept++] = Keys[i];
    }
    KeyCount = Kept;
    Kept = 0;
    for (ULONG i = 0; i < ValueCount; ++i)
    {
        if (FindKey(Values[i].Path) >= 0)
            Values[Kept++] = Values[i];
    }
    ValueCount = Kept;
}

VOID RegistrySet(PCWSTR Key, PCWSTR Value, ULONG Number)
{
    if (FindKey(Key) < 0)
        AddKey(Key, FALSE);
    LONG i = FindValue(Key, Value);
    if (i < 0)
    {
        if (ValueCount == VALUES_MAX)
            Fail("registry: too many values for the double");
        i = (LONG)ValueCount++;
        Copy(Values[i].Path, PATH_CHARS, Key, wcslen(Key));
        Copy(Values[i].Name, ARRAYSIZE(Values[i].Name), Value, wcslen(Value));
    }
    Values[i].Number = Number;
}

BOOLEAN RegistryGet(PCWSTR Key, PCWSTR Value, ULONG *Number)
{
    const LONG i = FindValue(Key, Value);
    if (i >= 0)
        *Number = Values[i].Number;
    return i >= 0;
}

static VOID PathOf(POBJECT_ATTRIBUTES Attributes, WCHAR *Path)
{
    if ((Attributes->Attributes & OBJ_KERNEL_HANDLE) == 0)
        Fail("a handle is asked for that is not a kernel handle");
    SIZE_T Length = 0;
    Path[0] = 0;
    if (Attributes->RootDirectory != NULL)
    {
        const KEY *Root = HandleObject(Attributes->RootDirectory);
        Length = wcslen(Root->Path);
        Copy(Path, PATH_CHARS, Root->Path, Length);
        Path[Length++] = '\\';
    }
    Copy(Path + Length, PATH_CHARS - Length, Attributes->ObjectName->Buffer,
         Attributes->ObjectName->Length / sizeof(WCHAR));
}

static NTSTATUS OpenKey(const WCHAR *Path, PHANDLE Handle)
{
    if (FailAllocation != 0 && --FailAllocation == 0)
        return STATUS_INSUFFICIENT_RESOURCES;
    KEY *Key = ObjectCreate(ObjectKey, sizeof(*Key));
    Copy(Key->Path, PATH_CHARS, Path, wcslen(Path));
    const NTSTATUS Status = HandleCreate(Key, Handle);
    ObDereferenceObject(Key);
    return Status;
}

/* wdm.h: registry calls, PASSIVE_LEVEL. */
NTSTATUS NTAPI ZwOpenKey(PHANDLE Handle, ACCESS_MASK Access, POBJECT_ATTRIBUTES Attributes)
{
    WCHAR Path[PATH_CHARS];
    DOUBLE(PASSIVE_LEVEL);
    UNREFERENCED_PARAMETER(Access);
    PathOf(Attributes, Path);
    return FindKey(Path) < 0 ? STATUS_OBJECT_NAME_NOT_FOUND : OpenKey(Path, Handle);
}

NTSTATUS NTAPI ZwCreateKey(PHANDLE Handle, ACCESS_MASK Access, POBJECT_ATTRIBUTES Attributes, ULONG Index,
                           PUNICODE_STRING Class, ULONG Options, PULONG Disposition)
{
    WCHAR Path[PATH_CHARS];
    DOUBLE(PASSIVE_LEVEL);
    UNREFERENCED_PARAMETER(Access);
    UNREFERENCED_PARAMETER(Index);
    UNREFERENCED_PARAMETER(Class);
    PathOf(Attributes, Path);
    *Disposition = REG_OPENED_EXISTING_KEY;
    if (FindKey(Path) < 0)
    {
        AddKey(Path, (Options & REG_OPTION_VOLATILE) != 0);
        *Disposition = REG_CREATED_NEW_KEY;
    }
    return OpenKey(Path, Handle);
}

static VOID NameOf(PUNICODE_STRING String, WCHAR *Name, SIZE_T Capacity)
{
    Copy(Name, Capacity, String->Buffer, String->Length / sizeof(WCHAR));
}

NTSTATUS NTAPI ZwSetValueKey(HANDLE Handle, PUNICODE_STRING ValueName, ULONG Index, ULONG Type, PVOID Data, ULONG Bytes)
{
    WCHAR Name[32];
    DOUBLE(PASSIVE_LEVEL);
    UNREFERENCED_PARAMETER(Index);
    if (Type != REG_DWORD || Bytes != sizeof(ULONG))
        Fail("registry: only REG_DWORD is played");
    NameOf(ValueName, Name, ARRAYSIZE(Name));
    RegistrySet(((KEY *)HandleObject(Handle))->Path, Name, *(ULONG *)Data);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI ZwQueryValueKey(HANDLE Handle, PUNICODE_STRING ValueName, KEY_VALUE_INFORMATION_CLASS Class,
                               PVOID Information, ULONG Bytes, PULONG Needed)
{
    WCHAR Name[32];
    ULONG Number;
    KEY_VALUE_PARTIAL_INFORMATION *Partial = Information;
    DOUBLE(PASSIVE_LEVEL);
    *Needed = FIELD_OFFSET(KEY_VALUE_PARTIAL_INFORMATION, Data) + sizeof(ULONG);
    if (Class != KeyValuePartialInformation)
        Fail("registry: only partial information is played");
    NameOf(ValueName, Name, ARRAYSIZE(Name));
    if (!RegistryGet(((KEY *)HandleObject(Handle))->Path, Name, &Number))
        return STATUS_OBJECT_NAME_NOT_FOUND;
    if (Bytes < *Needed)
        return STATUS_BUFFER_OVERFLOW;
    Partial->TitleIndex = 0;
    Partial->Type = REG_DWORD;
    Partial->DataLength = sizeof(ULONG);
    RtlCopyMemory(Partial->Data, &Number, sizeof(Number));
    return STATUS_SUCCESS;
}

/* wdm.h: ZwOpenFile, PASSIVE_LEVEL. Only \SystemRoot is asked for. */
NTSTATUS NTAPI ZwOpenFile(PHANDLE Handle, ACCESS_MASK Access, POBJECT_ATTRIBUTES Attributes, PIO_STATUS_BLOCK IoStatus,
                          ULONG Share, ULONG Options)
{
    WCHAR Path[PATH_CHARS];
    DOUBLE(PASSIVE_LEVEL);
    UNREFERENCED_PARAMETER(Access);
    UNREFERENCED_PARAMETER(Share);
    UNREFERENCED_PARAMETER(Options);
    PathOf(Attributes, Path);
    if (!Same(Path, L"\\SystemRoot"))
        Fail("ZwOpenFile: something else than \\SystemRoot");
    IoStatus->Status = SystemRootStatus;
    return NT_SUCCESS(SystemRootStatus) ? OpenKey(Path, Handle) : SystemRootStatus;
}
