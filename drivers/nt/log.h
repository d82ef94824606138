// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: NT glue

#pragma once

#include "nt/messages.h"

/*
 * One line says actor, fact, both values: "vbd 51712: response 41 is not pending". Lines go to the debugger; events go
 * there too and to the System event log, where an administrator reads them. A backend or a program must not be able to
 * fill either: beyond LOG_BURST lines in LOG_WINDOW_MS the rest is counted, and the count is told with the next line.
 */

#define LOG_BURST      20u
#define LOG_WINDOW_MS  10000u
#define LOG_LINE_BYTES 256u

/* Call first in DriverEntry; Name prefixes every line ("xenbus"). LogStop must be called before the image is left. */
_IRQL_requires_max_(PASSIVE_LEVEL) VOID LogStart(_In_ PDRIVER_OBJECT DriverObject, _In_z_ PCSTR Name);
VOID LogStop(VOID);

/* TRUE while there is room in the present window for one more line, which this call takes (any IRQL). */
BOOLEAN LogAdmit(VOID);

/* A line for the debugger. %s is a narrow string; %ws, %wZ and floating point may not be used (any IRQL). */
_IRQL_requires_max_(DISPATCH_LEVEL) VOID LogPrint(_In_z_ PCSTR Format, ...) CHECKED_FORMAT(1, 2);

/* An event: EventId is one of nt/messages.h; the formatted line becomes its %2 and is cut to what a record holds. */
_IRQL_requires_max_(DISPATCH_LEVEL) VOID LogEvent(_In_ ULONG EventId, _In_z_ PCSTR Format, ...) CHECKED_FORMAT(2, 3);
