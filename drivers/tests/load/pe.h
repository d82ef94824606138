// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: maps a built x64 .sys into a Linux process and binds its imports.
#pragma once

#include <stdint.h>

#define MS __attribute__((ms_abi))

typedef struct PE_BINDING
{
    const char *Name;
    void *Address;
} PE_BINDING;

// Below 16 TiB, so that page numbers fit a grant entry; everything a driver may share comes from here.
void *ArenaAllocate(uint64_t Bytes);

// Returns the address of the entry point. Every import must have a binding in one of the tables (each ends with a NULL
// name); the program ends with the missing ones otherwise. TickCount replaces KUSER_SHARED_DATA's.
void *PeLoad(const char *File, const PE_BINDING *const Tables[], const uint64_t *TickCount);
