// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: maps a built x64 .sys into a Linux process and binds its imports.
#define _GNU_SOURCE
#include "tests/load/pe.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define ARENA_BASE       0x100000000ull
#define ARENA_BYTES      (256ull << 20)
#define TICK_COUNT_FIXED 0xFFFFF78000000320ull // KUSER_SHARED_DATA.TickCount on x64

static uint8_t *ArenaNext;
static pthread_mutex_t ArenaLock = PTHREAD_MUTEX_INITIALIZER;

void *ArenaAllocate(uint64_t Bytes)
{
    pthread_mutex_lock(&ArenaLock);
    if (ArenaNext == NULL)
    {
        ArenaNext = mmap((void *)ARENA_BASE, ARENA_BYTES, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
        if (ArenaNext != (uint8_t *)ARENA_BASE)
        {
            perror("arena");
            exit(2);
        }
    }
    const uint64_t Align = Bytes >= 4096 ? 4096 : 16; // as the pool does
    uint8_t *const At = (uint8_t *)(((uint64_t)ArenaNext + Align - 1) & ~(Align - 1));
    ArenaNext = At + Bytes;
    if (ArenaNext > (uint8_t *)ARENA_BASE + ARENA_BYTES)
    {
        fprintf(stderr, "arena: full\n");
        exit(2);
    }
    pthread_mutex_unlock(&ArenaLock);
    return At;
}

static uint32_t Get32(const uint8_t *At)
{
    uint32_t Value;
    memcpy(&Value, At, 4);
    return Value;
}

static uint64_t Get64(const uint8_t *At)
{
    uint64_t Value;
    memcpy(&Value, At, 8);
    return Value;
}

static uint8_t *ReadWhole(const char *File)
{
    FILE *const Stream = fopen(File, "rb");
    if (Stream == NULL)
    {
        perror(File);
        exit(2);
    }
    fseek(Stream, 0, SEEK_END);
    const long Bytes = ftell(Stream);
    rewind(Stream);
    uint8_t *const Whole = malloc((size_t)Bytes);
    if (fread(Whole, 1, (size_t)Bytes, Stream) != (size_t)Bytes)
        exit(2);
    fclose(Stream);
    return Whole;
}

static void Relocate(uint8_t *Image, const uint8_t *Optional, uint64_t Delta)
{
    const uint32_t Table = Get32(Optional + 112 + 5 * 8);
    const uint32_t Bytes = Get32(Optional + 112 + 5 * 8 + 4);

    for (uint32_t At = 0; At < Bytes; At += Get32(Image + Table + At + 4))
    {
        const uint32_t Page = Get32(Image + Table + At);
        for (uint32_t Entry = 8; Entry < Get32(Image + Table + At + 4); Entry += 2)
        {
            uint16_t Fix;
            memcpy(&Fix, Image + Table + At + Entry, 2);
            if (Fix >> 12 == 10) // IMAGE_REL_BASED_DIR64
            {
                const uint64_t Moved = Get64(Image + Page + (Fix & 0xFFF)) + Delta;
                memcpy(Image + Page + (Fix & 0xFFF), &Moved, 8);
            }
        }
    }
}

static void *FindBinding(const PE_BINDING *const Tables[], const char *Name)
{
    for (; *Tables != NULL; ++Tables)
    {
        for (const PE_BINDING *Binding = *Tables; Binding->Name != NULL; ++Binding)
        {
            if (strcmp(Binding->Name, Name) == 0)
                return Binding->Address;
        }
    }
    return NULL;
}

static unsigned Bind(uint8_t *Image, const uint8_t *Optional, const PE_BINDING *const Tables[])
{
    unsigned Missing = 0;

    for (const uint8_t *Dll = Image + Get32(Optional + 112 + 8); Get32(Dll + 12) != 0; Dll += 20)
    {
        for (uint8_t *Thunk = Image + Get32(Dll + 16); Get64(Thunk) != 0; Thunk += 8)
        {
            const char *const Name = (const char *)Image + Get64(Thunk) + 2;
            void *const Address = FindBinding(Tables, Name);
            if (Address == NULL)
            {
                fprintf(stderr, "%s!%s: no double\n", (const char *)Image + Get32(Dll + 12), Name);
                ++Missing;
            }
            memcpy(Thunk, &Address, 8);
        }
    }
    return Missing;
}

static void ReplaceTickCount(uint8_t *Image, uint32_t Bytes, const uint64_t *TickCount)
{
    const uint64_t Fixed = TICK_COUNT_FIXED;
    for (uint32_t At = 0; At + 8 <= Bytes; ++At)
    {
        if (memcmp(Image + At, &Fixed, 8) == 0)
            memcpy(Image + At, &TickCount, 8);
    }
}

void *PeLoad(const char *File, const PE_BINDING *const Tables[], const uint64_t *TickCount)
{
    uint8_t *const Whole = ReadWhole(File);
    const uint8_t *const Header = Whole + Get32(Whole + 0x3C);
    const uint8_t *const Optional = Header + 24;
    const uint16_t Sections = (uint16_t)Get32(Header + 6);
    const uint32_t ImageBytes = Get32(Optional + 56);

    if (memcmp(Header, "PE\0\0\x64\x86", 6) != 0)
    {
        fprintf(stderr, "%s: no x64 image\n", File);
        exit(2);
    }
    uint8_t *const Image =
        mmap(NULL, ImageBytes, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (Image == MAP_FAILED)
        exit(2);
    memcpy(Image, Whole, Get32(Optional + 60));
    for (uint16_t Index = 0; Index < Sections; ++Index)
    {
        const uint8_t *const Section = Optional + (uint16_t)Get32(Header + 20) + Index * 40;
        const uint32_t Virtual = Get32(Section + 8), Raw = Get32(Section + 16);
        memcpy(Image + Get32(Section + 12), Whole + Get32(Section + 20), Raw < Virtual ? Raw : Virtual);
    }
    Relocate(Image, Optional, (uint64_t)Image - Get64(Optional + 24));
    const unsigned Missing = Bind(Image, Optional, Tables);
    if (Missing != 0)
        exit(2);
    ReplaceTickCount(Image, ImageBytes, TickCount);
    void *const Entry = Image + Get32(Optional + 16);
    free(Whole);
    return Entry;
}
