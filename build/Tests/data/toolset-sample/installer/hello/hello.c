// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: sample tree of the toolset's tests

#include <windows.h>
#include <setupapi.h>

void
start(void)
{
    static const char Text[] = "hello " OVM_VERSION_STRING "\r\n";
    DWORD Written;

    WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), Text, sizeof(Text) - 1, &Written, NULL);
    ExitProcess(SetupDiDestroyDeviceInfoList(INVALID_HANDLE_VALUE) ? 1 : 0);
}
