// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: load tests, PE images in memory

#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "tests/load/xenbus/host/host.h"

/* Microsoft PE/COFF specification: offsets in the headers of a PE32+ image. */
#define PE_OFFSET            0x3C
#define COFF_BYTES           24
#define OPTIONAL_ENTRY       16
#define OPTIONAL_IMAGE_BASE  24
#define OPTIONAL_IMAGE_BYTES 56
#define OPTIONAL_HEADERS     60
#define OPTIONAL_DIRECTORIES 112
#define DIRECTORY_EXPORT     0
#define DIRECTORY_IMPORT     1
#define DIRECTORY_RELOCATION 5
#define SECTION_BYTES        40
#define RELOCATION_DIR64     10

static uint32_t Read32(const uint8_t *At)
{
    uint32_t Value;
    memcpy(&Value, At, sizeof(Value));
    return Value;
}

static uint16_t Read16(const uint8_t *At)
{
    uint16_t Value;
    memcpy(&Value, At, sizeof(Value));
    return Value;
}

static uint64_t Read64(const uint8_t *At)
{
    uint64_t Value;
    memcpy(&Value, At, sizeof(Value));
    return Value;
}

static uint8_t *ReadFile(const char *File)
{
    FILE *Stream = fopen(File, "rb");
    if (Stream == NULL)
        Die("%s: cannot be read", File);
    fseek(Stream, 0, SEEK_END);
    const long Bytes = ftell(Stream);
    rewind(Stream);
    uint8_t *Data = malloc((size_t)Bytes);
    if (Data == NULL || fread(Data, 1, (size_t)Bytes, Stream) != (size_t)Bytes)
        Die("%s: cannot be read", File);
    fclose(Stream);
    return Data;
}

static const uint8_t *Optional(const uint8_t *Image)
{
    return Image + Read32(Image + PE_OFFSET) + COFF_BYTES;
}

static uint32_t Directory(const uint8_t *Image, int Number, uint32_t *Bytes)
{
    const uint8_t *Entry = Optional(Image) + OPTIONAL_DIRECTORIES + Number * 8;
    if (Bytes != NULL)
        *Bytes = Read32(Entry + 4);
    return Read32(Entry);
}

static const uint8_t *Sections(const uint8_t *Image, unsigned *Count)
{
    const uint8_t *Coff = Image + Read32(Image + PE_OFFSET);
    *Count = Read16(Coff + 6);
    return Coff + COFF_BYTES + Read16(Coff + 20);
}

static void Relocate(uint8_t *Image, uint64_t Delta)
{
    uint32_t Bytes;
    const uint32_t Table = Directory(Image, DIRECTORY_RELOCATION, &Bytes);
    for (uint32_t At = 0; At < Bytes;)
    {
        const uint32_t Page = Read32(Image + Table + At);
        const uint32_t BlockBytes = Read32(Image + Table + At + 4);
        for (uint32_t i = 8; i < BlockBytes; i += 2)
        {
            const uint16_t Entry = Read16(Image + Table + At + i);
            if (Entry >> 12 != RELOCATION_DIR64)
                continue;
            uint8_t *Place = Image + Page + (Entry & 0xFFF);
            const uint64_t Value = Read64(Place) + Delta;
            memcpy(Place, &Value, sizeof(Value));
        }
        At += BlockBytes;
    }
}

static void Bind(uint8_t *Image, const char *File, void *(*Resolve)(const char *Dll, const char *Name))
{
    unsigned Missing = 0;
    const uint32_t Table = Directory(Image, DIRECTORY_IMPORT, NULL);
    for (const uint8_t *Entry = Image + Table; Table != 0 && Read32(Entry + 12) != 0; Entry += 20)
    {
        const char *Dll = (const char *)Image + Read32(Entry + 12);
        for (uint8_t *Thunk = Image + Read32(Entry + 16); Read64(Thunk) != 0; Thunk += 8)
        {
            const char *Name = (const char *)Image + Read64(Thunk) + 2;
            void *Function = Resolve(Dll, Name);
            if (Function == NULL)
            {
                fprintf(stderr, "%s: imports %s of %s, which has no double\n", File, Name, Dll);
                ++Missing;
            }
            memcpy(Thunk, &Function, sizeof(Function));
        }
    }
    if (Missing != 0)
        Die("%s: %u imports without a double", File, Missing);
}

IMAGE ImageLoad(const char *File, void *(*Resolve)(const char *Dll, const char *Name))
{
    uint8_t *Data = ReadFile(File);
    const uint8_t *Header = Optional(Data);
    IMAGE Image = {.Bytes = Read32(Header + OPTIONAL_IMAGE_BYTES), .Entry = Read32(Header + OPTIONAL_ENTRY)};

    /* Below 4 GiB from nowhere in particular; sections keep one set of rights, which the driver's linker gave. */
    Image.Base = mmap(NULL, Image.Bytes, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (Image.Base == MAP_FAILED)
        Die("%s: no memory for the image", File);
    memcpy(Image.Base, Data, Read32(Header + OPTIONAL_HEADERS));

    unsigned Count;
    for (const uint8_t *Section = Sections(Data, &Count); Count-- != 0; Section += SECTION_BYTES)
    {
        const uint32_t Virtual = Read32(Section + 8);
        const uint32_t Raw = Read32(Section + 16);
        memcpy(Image.Base + Read32(Section + 12), Data + Read32(Section + 20), Raw < Virtual ? Raw : Virtual);
    }
    Relocate(Image.Base, (uint64_t)Image.Base - Read64(Header + OPTIONAL_IMAGE_BASE));
    Bind(Image.Base, File, Resolve);
    free(Data);
    return Image;
}

void *ImageExport(const IMAGE *Image, const char *Name)
{
    uint32_t Bytes;
    const uint32_t Table = Directory(Image->Base, DIRECTORY_EXPORT, &Bytes);
    if (Bytes == 0)
        return NULL;
    const uint8_t *Exports = Image->Base + Table;
    const uint32_t Names = Read32(Exports + 24);
    for (uint32_t i = 0; i < Names; ++i)
    {
        const char *Candidate = (const char *)Image->Base + Read32(Image->Base + Read32(Exports + 32) + i * 4);
        if (strcmp(Candidate, Name) != 0)
            continue;
        const uint16_t Ordinal = Read16(Image->Base + Read32(Exports + 36) + i * 2);
        return Image->Base + Read32(Image->Base + Read32(Exports + 28) + Ordinal * 4u);
    }
    return NULL;
}

int ImageSection(const IMAGE *Image, const char *Name, uint32_t *Address, uint32_t *Bytes)
{
    unsigned Count;
    for (const uint8_t *Section = Sections(Image->Base, &Count); Count-- != 0; Section += SECTION_BYTES)
    {
        if (strncmp((const char *)Section, Name, 8) != 0)
            continue;
        *Address = Read32(Section + 12);
        *Bytes = Read32(Section + 8);
        return 1;
    }
    return 0;
}
