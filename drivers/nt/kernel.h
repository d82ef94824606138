// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: NT glue

#pragma once

/*
 * The kernel's headers, with which every family header begins. Two repairs for mingw-w64 10, without which every object
 * defines the same external functions and no two of them link: wdm.h defines InterlockedBitTestAndSet and -Reset as
 * static after the intrinsics made them extern (told here that they exist already), and ntstrsafe.h makes its inline
 * functions extern.
 */

#include "nt/compat.h"

#define __INTRINSIC_DEFINED_InterlockedBitTestAndSet
#define __INTRINSIC_DEFINED_InterlockedBitTestAndReset

/* sal.h before everything: mingw-w64's ntdef.h does not bring it. */
#include <sal.h>
#include <driverspecs.h>
#include <ntifs.h>

#ifdef __MINGW64_VERSION_MAJOR
#define extern static
#endif
#include <ntstrsafe.h>
#ifdef __MINGW64_VERSION_MAJOR
#undef extern
#endif
