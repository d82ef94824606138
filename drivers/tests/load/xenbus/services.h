// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: load tests, the built xenbus.sys executed in a process

#pragma once

#include <stdint.h>

/*
 * The load tests: the built x64 xenbus.sys is mapped into a Linux process and runs. Three parts:
 *   host/    Linux program: maps PE images, and is the machine below the kernel: CPUID, VMCALL, I/O ports, a model of
 *            Xen and of xenstored (machine.c, store.c), threads and memory
 *   double/  a PE image made with the drivers' own headers that exports what xenbus.sys imports. Each double names the
 *            public document whose contract it plays, and enforces the IRQL that it states
 *   double/scenario*.c   the PnP manager, a child driver and a guest service, as test cases
 * This header is all that double/ knows of host/: functions in Microsoft's calling convention.
 */
#ifdef _WIN32
#define HOST_API __declspec(dllimport)
#else
#define HOST_API __attribute__((ms_abi))
#endif

/* services.c */
HOST_API void HostPrint(const char *Text);
HOST_API void HostFail(const char *Text); /* a broken contract or a failed check: ends the process */

/* Each block ends at a page that faults, and faults as a whole once it is freed. */
HOST_API void *HostAllocate(uint64_t Bytes);
HOST_API void HostFree(void *Memory);

/* One lock around everything that waits, and its condition. HostWait returns 0 when the time is over. */
HOST_API void HostLock(void);
HOST_API void HostUnlock(void);
HOST_API int HostWait(uint64_t Microseconds);
HOST_API void HostWake(void);

/* A spin lock is a mutex made of the 8 bytes that the driver gives it. */
HOST_API void HostSpinAcquire(void *Lock);
HOST_API void HostSpinRelease(void *Lock);

/* Block becomes the thread's GS base, so that gs:[0x188] is its thread object as the kernel has it. */
#ifdef _WIN32
typedef void HOST_START(void *Context);
#else
typedef void __attribute__((ms_abi)) HOST_START(void *Context);
#endif
HOST_API void HostThreadCreate(HOST_START *Start, void *Context, void *Block);
HOST_API void HostThreadExit(void);

/* Where an address of xenbus.sys lies. */
enum
{
    HOST_SECTION_NONE,
    HOST_SECTION_RESIDENT,
    HOST_SECTION_PAGE,
    HOST_SECTION_INIT
};
HOST_API int HostSectionOf(const void *Address);
HOST_API void HostDiscardInit(void);

/* The driver's image, mapped anew: DriverEntry. */
HOST_API void *HostLoadDriver(void);

/* The page at 0xFFFFF78000000000 (KUSER_SHARED_DATA), to which the image's absolute reads are turned. */
HOST_API uint8_t *HostSharedUserData(void);

/* machine.c: Xen and the platform device. */
typedef struct HOST_XEN
{
    int Absent;          /* CPUID says nothing of Xen */
    uint32_t FailNumber; /* the hypercall of this count fails with -EINVAL; 0 = none */
    uint32_t Calls;      /* made so far */
    int UnplugAbsent, UnplugBlacklisted;
    uint32_t UnplugMask; /* what was written to port 0x10 */
    uint32_t UnplugBuild, UnplugProduct;
    uint64_t Callback;          /* HVM_PARAM_CALLBACK_IRQ */
    uint32_t WatchesAtCallback; /* how many watches the guest had when it set the callback */
    uint32_t PortsOpen;         /* by EVTCHNOP_alloc_unbound */
    char LogLine[256];          /* last one written to port 0x12 */
} HOST_XEN;
HOST_API HOST_XEN *HostXen(void);
HOST_API void HostXenReset(void);

#define HOST_BAR0     0xC000u
#define HOST_BAR1     0xF2000000u
#define HOST_BAR1_END 0xF3000000u
HOST_API void *HostMapPhysical(uint64_t Physical, uint64_t Bytes);

/* The remote end of a port notifies; the interrupt thread calls HostInterruptPending. */
HOST_API void HostNotifyPort(uint32_t Port);
HOST_API int HostInterruptPending(void);
HOST_API uint16_t HostGrantFlags(uint32_t Reference);
HOST_API void HostGrantMap(uint32_t Reference, int Mapped);

/* store.c: what the tool stack and the backends see and do. */
HOST_API void HostStoreReset(void);
HOST_API void HostStoreWrite(const char *Path, const char *Value); /* fires watches */
HOST_API void HostStoreRemove(const char *Path);
HOST_API int HostStoreRead(const char *Path, char *Value, uint32_t Bytes); /* 0 where there is none */
HOST_API uint32_t HostStoreWatches(void);
HOST_API void HostStoreSilence(int Silent);  /* takes no requests */
HOST_API void HostStoreConflict(uint32_t N); /* the next N commits answer EAGAIN */
HOST_API void HostStoreLie(int Kind);        /* 1: a length of 4097; 2: an impossible producer */
