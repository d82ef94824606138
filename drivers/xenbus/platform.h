// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#pragma once

/*
 * The platform device (PCI 5853:0001): what Windows gave it. BAR0 is I/O ports, BAR1 is 16 MiB of guest-physical
 * addresses with nothing behind them, which is what makes them good for Xen's shared pages; the interrupt is a PCI
 * INTx line, level triggered.
 */
typedef struct PLATFORM
{
    PHYSICAL_ADDRESS PortBase;
    ULONG PortBytes;
    PHYSICAL_ADDRESS MemoryBase;
    ULONG MemoryBytes;
    ULONG MemoryPagesUsed;

    ULONG InterruptVector;
    KIRQL InterruptIrql;
    KAFFINITY InterruptAffinity;
    BOOLEAN InterruptShared;

    ULONG Bus, Device, Function, Pin; /* Pin: 0 = INTA */
} PLATFORM;

/* Reads the translated resources of a start request and the device's place on its bus. */
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS
    PlatformStart(_Out_ PLATFORM *Platform, _In_ PDEVICE_OBJECT Pdo, _In_ PDEVICE_OBJECT Lower,
                  _In_opt_ const CM_RESOURCE_LIST *Translated);

/* Sets aside whole pages of BAR1, next to each other. They are given back by the next PlatformStart only. */
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS
    PlatformTakePages(_Inout_ PLATFORM *Platform, _In_ ULONG Pages, _Out_ PHYSICAL_ADDRESS *Physical);
