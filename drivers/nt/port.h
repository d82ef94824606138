// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: NT glue

#pragma once

/* I/O ports as instructions: fixed ports of the machine, before any device has been given resources (any IRQL). */

static inline UINT8 PortRead8(_In_ UINT16 Port)
{
    UINT8 Value;
    __asm__ volatile("inb %1, %0" : "=a"(Value) : "Nd"(Port));
    return Value;
}

static inline UINT16 PortRead16(_In_ UINT16 Port)
{
    UINT16 Value;
    __asm__ volatile("inw %1, %0" : "=a"(Value) : "Nd"(Port));
    return Value;
}

static inline VOID PortWrite8(_In_ UINT16 Port, _In_ UINT8 Value)
{
    __asm__ volatile("outb %0, %1" : : "a"(Value), "Nd"(Port));
}

static inline VOID PortWrite16(_In_ UINT16 Port, _In_ UINT16 Value)
{
    __asm__ volatile("outw %0, %1" : : "a"(Value), "Nd"(Port));
}

static inline VOID PortWrite32(_In_ UINT16 Port, _In_ UINT32 Value)
{
    __asm__ volatile("outl %0, %1" : : "a"(Value), "Nd"(Port));
}
