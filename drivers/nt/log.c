// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: NT glue

#include "nt/ovm_wdm.h"
#include "nt/log.h"

static struct
{
    PDRIVER_OBJECT DriverObject; /* whose events these are; the log references it for each */
    PCSTR Name;
    volatile LONG WindowTick; /* in milliseconds since the system started, modulo 2^32 */
    volatile LONG InWindow;   /* lines since then */
    volatile LONG LeftOut;    /* lines not written since the last one that was */
} Log;

_Use_decl_annotations_ VOID LogStart(PDRIVER_OBJECT DriverObject, PCSTR Name)
{
    Log.Name = Name;
    Log.DriverObject = DriverObject;
}

VOID LogStop(VOID)
{
    Log.DriverObject = NULL;
}

static LONG LogNowMs(VOID)
{
    LARGE_INTEGER Ticks;
    KeQueryTickCount(&Ticks);
    /* The low half is enough: only differences of seconds are looked at. KeQueryTimeIncrement counts 100 ns. */
    return (LONG)((ULONG)Ticks.LowPart * (KeQueryTimeIncrement() / 10000u));
}

/* Two processors may both open a new window; then a few lines more are written, which does no harm. */
BOOLEAN LogAdmit(VOID)
{
    const LONG Now = LogNowMs();
    const LONG Start = Log.WindowTick;

    if ((ULONG)(Now - Start) >= LOG_WINDOW_MS && InterlockedCompareExchange(&Log.WindowTick, Now, Start) == Start)
        InterlockedExchange(&Log.InWindow, 0);

    if ((ULONG)InterlockedIncrement(&Log.InWindow) > LOG_BURST)
    {
        InterlockedIncrement(&Log.LeftOut);
        return FALSE;
    }
    return TRUE;
}

/* The record holds the packet and, as its one insertion string, Line in wide characters. */
static VOID LogWriteRecord(_In_ ULONG EventId, _In_z_ PCSTR Line)
{
    PDRIVER_OBJECT DriverObject = Log.DriverObject;
    if (DriverObject == NULL)
        return;

    SIZE_T Characters = 0;
    const SIZE_T Capacity = (ERROR_LOG_MAXIMUM_SIZE - sizeof(IO_ERROR_LOG_PACKET)) / sizeof(WCHAR) - 1;
    while (Characters < Capacity && Line[Characters] != '\0')
        ++Characters;

    const UCHAR Bytes = (UCHAR)(sizeof(IO_ERROR_LOG_PACKET) + (Characters + 1) * sizeof(WCHAR));
    PIO_ERROR_LOG_PACKET Packet = IoAllocateErrorLogEntry(DriverObject, Bytes);
    if (Packet == NULL)
        return; /* the log is best effort by its own contract */

    RtlZeroMemory(Packet, Bytes);
    Packet->ErrorCode = (NTSTATUS)EventId;
    Packet->NumberOfStrings = 1;
    Packet->StringOffset = (USHORT)sizeof(IO_ERROR_LOG_PACKET);
    WCHAR *Text = (WCHAR *)((PUCHAR)Packet + sizeof(IO_ERROR_LOG_PACKET));
    for (SIZE_T i = 0; i < Characters; ++i)
        Text[i] = (UCHAR)Line[i];
    IoWriteErrorLogEntry(Packet);
}

_Use_decl_annotations_ VOID LogPrint(PCSTR Format, ...)
{
    if (!LogAdmit())
        return;

    const LONG LeftOut = InterlockedExchange(&Log.LeftOut, 0);
    CHAR Line[LOG_LINE_BYTES];
    va_list Arguments;
    va_start(Arguments, Format);
    (VOID) RtlStringCbVPrintfA(Line, sizeof(Line), Format, Arguments); /* a cut line is better than none */
    va_end(Arguments);

    if (LeftOut != 0)
        DbgPrint("%s: %d lines left out\n", Log.Name, (int)LeftOut);
    DbgPrint("%s: %s\n", Log.Name, Line);
}

_Use_decl_annotations_ VOID LogEvent(ULONG EventId, PCSTR Format, ...)
{
    if (!LogAdmit())
        return;

    const LONG LeftOut = InterlockedExchange(&Log.LeftOut, 0);
    CHAR Line[LOG_LINE_BYTES];
    if (LeftOut != 0)
    {
        (VOID) RtlStringCbPrintfA(Line, sizeof(Line), "%d lines.", (int)LeftOut);
        LogWriteRecord(OVM_EVENT_SUPPRESSED, Line);
    }

    va_list Arguments;
    va_start(Arguments, Format);
    (VOID) RtlStringCbVPrintfA(Line, sizeof(Line), Format, Arguments);
    va_end(Arguments);

    DbgPrint("%s: event %08X: %s\n", Log.Name, (unsigned)EventId, Line);
    LogWriteRecord(EventId, Line);
}
