// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: load tests, threads, memory and the program itself

#define _GNU_SOURCE
#include <asm/prctl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "tests/load/xenbus/host/host.h"

#define PAGE_BYTES  4096u
#define ARENA_BYTES (64ull << 30)

IMAGE DriverImage;
static IMAGE DoubleImage;
static const char *DriverFile;

static pthread_mutex_t Lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t Condition;
static uint8_t *Arena;
static uint64_t ArenaUsed;

void Die(const char *Format, ...)
{
    va_list Arguments;
    va_start(Arguments, Format);
    fputs("load: ", stderr);
    vfprintf(stderr, Format, Arguments);
    fputc('\n', stderr);
    va_end(Arguments);
    fflush(NULL);
    _exit(1);
}

HOST_API void HostPrint(const char *Text)
{
    fputs(Text, stdout);
    fflush(stdout);
}

HOST_API void HostFail(const char *Text)
{
    Die("%s", Text);
}

/* The block's size stands in a page before it; addresses are never used twice. */
HOST_API void *HostAllocate(uint64_t Bytes)
{
    const uint64_t Pages = Bytes == 0 ? 1 : (Bytes + PAGE_BYTES - 1) / PAGE_BYTES;
    const uint64_t Total = (Pages + 2) * PAGE_BYTES;
    const uint64_t Start = __atomic_fetch_add(&ArenaUsed, Total, __ATOMIC_SEQ_CST);
    if (Start + Total > ARENA_BYTES || mprotect(Arena + Start, Total - PAGE_BYTES, PROT_READ | PROT_WRITE) != 0)
        Die("the arena is used up");
    memcpy(Arena + Start, &Pages, sizeof(Pages));
    /* Ends at the guard page, but aligned as the pool aligns. */
    return Arena + Start + Total - PAGE_BYTES - ((Bytes + 15) & ~15ull);
}

HOST_API void HostFree(void *Memory)
{
    /* The page with the size is the nearest one before whose block covers Memory: blocks are whole pages and a guard.
     */
    uint8_t *Page = (uint8_t *)((uint64_t)Memory & ~(uint64_t)(PAGE_BYTES - 1)) - PAGE_BYTES;
    uint64_t Pages;
    memcpy(&Pages, Page, sizeof(Pages));
    madvise(Page, (Pages + 1) * PAGE_BYTES, MADV_DONTNEED);
    mprotect(Page, (Pages + 1) * PAGE_BYTES, PROT_NONE);
}

HOST_API void HostLock(void)
{
    pthread_mutex_lock(&Lock);
}

HOST_API void HostUnlock(void)
{
    pthread_mutex_unlock(&Lock);
}

HOST_API int HostWait(uint64_t Microseconds)
{
    struct timespec Until;
    clock_gettime(CLOCK_MONOTONIC, &Until);
    Until.tv_nsec += (long)(Microseconds % 1000000) * 1000;
    Until.tv_sec += (time_t)(Microseconds / 1000000) + Until.tv_nsec / 1000000000;
    Until.tv_nsec %= 1000000000;
    return pthread_cond_timedwait(&Condition, &Lock, &Until) == 0;
}

HOST_API void HostWake(void)
{
    pthread_cond_broadcast(&Condition);
}

HOST_API void HostSpinAcquire(void *Word)
{
    uint64_t Spins = 0;
    while (__atomic_exchange_n((uint64_t *)Word, 1, __ATOMIC_ACQUIRE) != 0)
    {
        if (++Spins > 20000000)
            Die("a spin lock is held for ever: taken twice, or a lock order that two threads see differently");
        usleep(Spins > 1000 ? 50 : 0);
    }
}

HOST_API void HostSpinRelease(void *Word)
{
    if (__atomic_exchange_n((uint64_t *)Word, 0, __ATOMIC_RELEASE) == 0)
        Die("a spin lock is released that nobody holds");
}

typedef struct THREAD_START
{
    HOST_START *Start;
    void *Context, *Block;
} THREAD_START;

static void *ThreadMain(void *Argument)
{
    THREAD_START Start = *(THREAD_START *)Argument;
    free(Argument);
    syscall(SYS_arch_prctl, ARCH_SET_GS, Start.Block);
    Start.Start(Start.Context);
    return NULL;
}

HOST_API void HostThreadCreate(HOST_START *Start, void *Context, void *Block)
{
    THREAD_START *Argument = malloc(sizeof(*Argument));
    pthread_t Thread;
    pthread_attr_t Attributes;
    pthread_attr_init(&Attributes);
    pthread_attr_setstacksize(&Attributes, 256 * 1024);
    pthread_attr_setdetachstate(&Attributes, PTHREAD_CREATE_DETACHED);
    *Argument = (THREAD_START){Start, Context, Block};
    if (pthread_create(&Thread, &Attributes, ThreadMain, Argument) != 0)
        Die("a thread cannot be made");
    pthread_attr_destroy(&Attributes);
}

/* No unwinding: frames in Microsoft's convention lie below. */
HOST_API void HostThreadExit(void)
{
    syscall(SYS_exit, 0);
}

static int In(const char *Name, uint64_t Offset)
{
    uint32_t Address, Bytes;
    return ImageSection(&DriverImage, Name, &Address, &Bytes) && Offset >= Address && Offset < Address + Bytes;
}

HOST_API int HostSectionOf(const void *Address)
{
    const uint64_t Offset = (uint64_t)Address - (uint64_t)DriverImage.Base;
    if (Offset >= DriverImage.Bytes)
        return HOST_SECTION_NONE;
    return In("PAGE", Offset) ? HOST_SECTION_PAGE : In("INIT", Offset) ? HOST_SECTION_INIT : HOST_SECTION_RESIDENT;
}

HOST_API void HostDiscardInit(void)
{
    uint32_t Address, Bytes;
    if (!ImageSection(&DriverImage, "INIT", &Address, &Bytes))
        Die("xenbus.sys has no INIT section");
    mprotect(DriverImage.Base + Address, (Bytes + PAGE_BYTES - 1) & ~(PAGE_BYTES - 1), PROT_NONE);
}

static void *ResolveForDriver(const char *Dll, const char *Name)
{
    (void)Dll; /* the allow-list is judged elsewhere; here one double has all */
    return ImageExport(&DoubleImage, Name);
}

static void *ResolveForDouble(const char *Dll, const char *Name)
{
    (void)Dll;
    return ServiceByName(Name);
}

HOST_API void *HostLoadDriver(void)
{
    DriverImage = ImageLoad(DriverFile, ResolveForDriver);
    MachinePatch(&DriverImage);
    return DriverImage.Base + DriverImage.Entry;
}

HOST_API uint8_t *HostSharedUserData(void)
{
    return MachineSharedUserData();
}

#define SERVICE(Name)                                                                                                  \
    {                                                                                                                  \
#Name, (void *)Name                                                                                            \
    }

void *ServiceByName(const char *Name)
{
    static const struct
    {
        const char *Name;
        void *Function;
    } Services[] = {
        SERVICE(HostPrint),          SERVICE(HostFail),         SERVICE(HostAllocate),
        SERVICE(HostFree),           SERVICE(HostLock),         SERVICE(HostUnlock),
        SERVICE(HostWait),           SERVICE(HostWake),         SERVICE(HostSpinAcquire),
        SERVICE(HostSpinRelease),    SERVICE(HostThreadCreate), SERVICE(HostSectionOf),
        SERVICE(HostThreadExit),     SERVICE(HostDiscardInit),  SERVICE(HostLoadDriver),
        SERVICE(HostSharedUserData), SERVICE(HostXen),          SERVICE(HostXenReset),
        SERVICE(HostMapPhysical),    SERVICE(HostNotifyPort),   SERVICE(HostInterruptPending),
        SERVICE(HostGrantFlags),     SERVICE(HostGrantMap),     SERVICE(HostStoreReset),
        SERVICE(HostStoreWrite),     SERVICE(HostStoreRemove),  SERVICE(HostStoreRead),
        SERVICE(HostStoreWatches),   SERVICE(HostStoreSilence), SERVICE(HostStoreConflict),
        SERVICE(HostStoreLie),
    };
    for (size_t i = 0; i < sizeof(Services) / sizeof(Services[0]); ++i)
    {
        if (strcmp(Services[i].Name, Name) == 0)
            return Services[i].Function;
    }
    return NULL;
}

/* load DOUBLE.dll XENBUS.sys: exit code 0 when every scenario passed. */
int main(int Count, char **Values)
{
    pthread_condattr_t Attributes;
    static uint64_t MainBlock[512];

    if (Count != 3)
        Die("usage: load nt-double.dll xenbus.sys");
    pthread_condattr_init(&Attributes);
    pthread_condattr_setclock(&Attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&Condition, &Attributes);
    Arena = mmap(NULL, ARENA_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (Arena == MAP_FAILED)
        Die("no address space for the arena");

    DriverFile = Values[2];
    MachineStart();
    DoubleImage = ImageLoad(Values[1], ResolveForDouble);
    syscall(SYS_arch_prctl, ARCH_SET_GS, MainBlock);
    typedef int __attribute__((ms_abi)) LOAD_TEST_MAIN(void *MainBlock);
    LOAD_TEST_MAIN *Run = (LOAD_TEST_MAIN *)ImageExport(&DoubleImage, "LoadTestMain");
    if (Run == NULL)
        Die("%s: has no LoadTestMain", Values[1]);
    return Run(MainBlock);
}
