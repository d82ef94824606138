// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: NT glue

#pragma once

/*
 * Repairs of the NT headers, before and after which every family header includes them. Two header sets compile these
 * drivers: the WDK's and mingw-w64's (10.0). What one of them lacks is put right here and nowhere else.
 */

/* mingw-w64 10 tests NTDDI_VERSION against this name without defining it, so that every such test is true. */
#ifndef NTDDI_WINVISTA
#define NTDDI_WINVISTA 0x06000000
#endif

/* mingw-w64: the 3DNow! intrinsics need MMX registers, which kernel code for x86 may not touch. */
#ifndef _MM3DNOW_H_INCLUDED
#define _MM3DNOW_H_INCLUDED
#endif

/*
 * Sections. INIT is dropped after DriverEntry, PAGE can be paged out: run it at PASSIVE_LEVEL or APC_LEVEL only. A
 * function that raises the IRQL and has a paged caller in the same file says CODE_RESIDENT, or the compiler may put
 * its body into the caller's section.
 */
#if defined(__clang__) || defined(__GNUC__)
#define CODE_INIT     __attribute__((section("INIT")))
#define CODE_PAGE     __attribute__((section("PAGE")))
#define CODE_RESIDENT __attribute__((noinline))
#else
#define CODE_INIT     __declspec(code_seg("INIT"))
#define CODE_PAGE     __declspec(code_seg("PAGE"))
#define CODE_RESIDENT __declspec(noinline)
#endif

/* Printf-like functions are checked by the compiler: FormatIndex and FirstArgument count from 1. */
#if defined(__clang__) || defined(__GNUC__)
#define CHECKED_FORMAT(FormatIndex, FirstArgument) __attribute__((format(printf, FormatIndex, FirstArgument)))
#else
#define CHECKED_FORMAT(FormatIndex, FirstArgument)
#endif
