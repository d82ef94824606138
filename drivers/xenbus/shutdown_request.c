// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#include "xenbus/shutdown_request.h"

static int SameText(const char *A, const char *B)
{
    while (*A != '\0' && *A == *B)
    {
        ++A;
        ++B;
    }
    return *A == *B;
}

SHUTDOWN_REQUEST ShutdownParse(const char *Value)
{
    static const struct
    {
        char Name[12];
        SHUTDOWN_REQUEST Request;
    } Names[] = {
        {"", ShutdownNone},     {"poweroff", ShutdownPowerOff}, {"reboot", ShutdownReboot},
        {"halt", ShutdownHalt}, {"suspend", ShutdownSuspend},
    };

    for (unsigned i = 0; i < sizeof(Names) / sizeof(Names[0]); ++i)
    {
        if (SameText(Value, Names[i].Name))
            return Names[i].Request;
    }
    return ShutdownUnknown;
}

int ShutdownIsForService(SHUTDOWN_REQUEST Request)
{
    return Request == ShutdownPowerOff || Request == ShutdownReboot || Request == ShutdownHalt;
}

const char *ShutdownName(SHUTDOWN_REQUEST Request)
{
    static const char *const Names[] = {"none", "poweroff", "reboot", "halt", "suspend", "an unknown request"};
    return Names[Request];
}
