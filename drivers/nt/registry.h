// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: NT glue

#pragma once

/* The registry in the few ways the drivers use it. Every handle is a kernel handle; close it with ZwClose. */

/* Opens Parent\Name, or Name where Parent is NULL. */
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS
    RegistryOpen(_In_opt_ HANDLE Parent, _In_ const UNICODE_STRING *Name, _In_ ACCESS_MASK Access, _Out_ HANDLE *Key);

/* Created tells whether the key is new. A volatile key is gone after the next boot. */
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS
    RegistryCreate(_In_opt_ HANDLE Parent, _In_ const UNICODE_STRING *Name, _In_ BOOLEAN Volatile, _Out_ HANDLE *Key,
                   _Out_ BOOLEAN *Created);

/* STATUS_OBJECT_TYPE_MISMATCH where the value is not a REG_DWORD. */
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS RegistryReadDword(_In_ HANDLE Key, _In_z_ PCWSTR Name, _Out_ ULONG *Value);

_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS RegistryWriteDword(_In_ HANDLE Key, _In_z_ PCWSTR Name, _In_ ULONG Value);
