// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: sample tree of the toolset's tests
#include "nt/ovm_wdm.h"
#include "nt/limits.h"
#include "nt/log.h"
#include OVM_OS_HEADER

VOID
LogLine(ULONG Number)
{
    DbgPrint("sample %s on %s: %lu of %d\n", OVM_VERSION_STRING, OS_NAME, Number, LOG_LINE_LENGTH);
}
