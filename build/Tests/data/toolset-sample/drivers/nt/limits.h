// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: sample tree of the toolset's tests
#pragma once

/* Nothing but macros: a comment changed here leaves every object equal. */
#define LOG_LINE_LENGTH 64
