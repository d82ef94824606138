// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#pragma once

/* What control/shutdown may hold: pure, no NT header, tested on the host. */
typedef enum SHUTDOWN_REQUEST
{
    ShutdownNone = 0, /* empty: nothing is asked, or it was acknowledged */
    ShutdownPowerOff,
    ShutdownReboot,
    ShutdownHalt,
    ShutdownSuspend,
    ShutdownUnknown
} SHUTDOWN_REQUEST;

SHUTDOWN_REQUEST ShutdownParse(const char *Value);

/* Nonzero for what the guest service can carry out. */
int ShutdownIsForService(SHUTDOWN_REQUEST Request);

/* For the event log. */
const char *ShutdownName(SHUTDOWN_REQUEST Request);
