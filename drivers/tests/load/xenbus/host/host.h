// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: load tests, the machine below the kernel

#pragma once

#include <stdint.h>
#include <ucontext.h>

#include "tests/load/xenbus/services.h"

/* image.c: a PE image in memory. Binds its imports by Resolve, which gets the DLL's name too. */
typedef struct IMAGE
{
    uint8_t *Base;
    uint32_t Bytes;
    uint32_t Entry;
} IMAGE;

IMAGE ImageLoad(const char *File, void *(*Resolve)(const char *Dll, const char *Name));
void *ImageExport(const IMAGE *Image, const char *Name);
int ImageSection(const IMAGE *Image, const char *Name, uint32_t *Address, uint32_t *Bytes);

/* machine.c: turns privileged instructions of an executable section into traps, and plays the machine in them. */
void MachineStart(void);
void MachinePatch(const IMAGE *Image);
void *MachineSharedUserData(void);

/* store.c: the ring page, and what a notification of the store's port makes xenstored do. */
void *StoreRingPage(void);
void StoreServe(void);

/* machine.c: xenstored notifies the guest. */
#define STORE_GUEST_PORT 2u
#define STORE_FRAME      0xFEFFCu
void MachineRaise(uint32_t Port);

/* services.c */
void *ServiceByName(const char *Name);
extern IMAGE DriverImage;

_Noreturn void Die(const char *Format, ...) __attribute__((format(printf, 1, 2)));
