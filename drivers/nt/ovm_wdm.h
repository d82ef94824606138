// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: NT glue

#pragma once

/*
 * Family header "wdm": the first include of every .c of the bus driver and of nt/, and their precompiled header.
 * It holds the system's headers and what differs between OS targets (OVM_OS_HEADER); nothing of our own that changes.
 *
 * drivers/nt is one static library per cell (OS target x architecture), linked into all three drivers:
 *   os_<version>.h        what differs between OS targets, as names; no #if on a version stands anywhere else
 *   compat.h kernel.h     header repairs and section macros; the kernel's headers
 *   pool.h                the one allocator
 *   log.h log.c           debugger and event log, with a limit on the rate
 *   messages.h            identifiers of the event log's messages; messages.rc.h has the texts
 *   hypercall.h           CPUID and hypercalls by VMCALL or VMMCALL (no hypercall page, so no executable memory)
 *   rt_x86.c rt_memory.c  what the compiler calls by itself
 *   xenbus_interface.h    the contract between the bus driver and its children
 *   version.rc.h          the resources of every image
 *   imports.tsv           every function that a driver may import, with the first OS target that exports it
 */

#include "nt/kernel.h"

#include OVM_OS_HEADER
