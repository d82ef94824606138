// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: sample tree of the toolset's tests
#ifndef OVM_WDM_H
#define OVM_WDM_H

#include <ntddk.h>

#endif
