// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: sample tree of the toolset's tests
#ifndef OVM_WDM_H
#define OVM_WDM_H

/* intrin-impl.h defines these two as extern inline and wdm.h again as static: each object would export them. */
#define __INTRINSIC_DEFINED_InterlockedBitTestAndSet
#define __INTRINSIC_DEFINED_InterlockedBitTestAndReset
#include <ntddk.h>

#endif
