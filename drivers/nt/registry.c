// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: NT glue

#include "nt/ovm_wdm.h"
#include "nt/registry.h"

_Use_decl_annotations_ NTSTATUS RegistryOpen(HANDLE Parent, const UNICODE_STRING *Name, ACCESS_MASK Access, HANDLE *Key)
{
    OBJECT_ATTRIBUTES Attributes;
    InitializeObjectAttributes(&Attributes, (PUNICODE_STRING)Name, OBJ_KERNEL_HANDLE | OBJ_CASE_INSENSITIVE, Parent,
                               NULL);
    return ZwOpenKey(Key, Access, &Attributes);
}

_Use_decl_annotations_ NTSTATUS RegistryCreate(HANDLE Parent, const UNICODE_STRING *Name, BOOLEAN Volatile, HANDLE *Key,
                                               BOOLEAN *Created)
{
    OBJECT_ATTRIBUTES Attributes;
    InitializeObjectAttributes(&Attributes, (PUNICODE_STRING)Name, OBJ_KERNEL_HANDLE | OBJ_CASE_INSENSITIVE, Parent,
                               NULL);

    ULONG Disposition = 0;
    const NTSTATUS Status = ZwCreateKey(Key, KEY_READ | KEY_WRITE, &Attributes, 0, NULL,
                                        Volatile ? REG_OPTION_VOLATILE : REG_OPTION_NON_VOLATILE, &Disposition);
    *Created = NT_SUCCESS(Status) && Disposition == REG_CREATED_NEW_KEY;
    return Status;
}

_Use_decl_annotations_ NTSTATUS RegistryReadDword(HANDLE Key, PCWSTR Name, ULONG *Value)
{
    union
    {
        KEY_VALUE_PARTIAL_INFORMATION Information;
        UCHAR Bytes[FIELD_OFFSET(KEY_VALUE_PARTIAL_INFORMATION, Data) + sizeof(ULONG)];
    } Buffer;
    UNICODE_STRING NameString;
    ULONG Bytes = 0;

    *Value = 0;
    RtlInitUnicodeString(&NameString, Name);
    const NTSTATUS Status =
        ZwQueryValueKey(Key, &NameString, KeyValuePartialInformation, &Buffer, sizeof(Buffer), &Bytes);
    if (!NT_SUCCESS(Status))
        return Status == STATUS_BUFFER_OVERFLOW ? STATUS_OBJECT_TYPE_MISMATCH : Status;
    if (Buffer.Information.Type != REG_DWORD || Buffer.Information.DataLength != sizeof(ULONG))
        return STATUS_OBJECT_TYPE_MISMATCH;

    RtlCopyMemory(Value, Buffer.Information.Data, sizeof(ULONG));
    return STATUS_SUCCESS;
}

_Use_decl_annotations_ NTSTATUS RegistryWriteDword(HANDLE Key, PCWSTR Name, ULONG Value)
{
    UNICODE_STRING NameString;
    RtlInitUnicodeString(&NameString, Name);
    return ZwSetValueKey(Key, &NameString, 0, REG_DWORD, &Value, sizeof(Value));
}
