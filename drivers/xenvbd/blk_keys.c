// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: what stands in xenstore about a disk, turned into numbers.
#include "xenvbd/blk_keys.h"

// blkif.h: major numbers of Linux, by which the host names disks; the extended scheme has a bit of its own.
#define MAJOR_IDE_FIRST   3u
#define MAJOR_IDE_SECOND  22u
#define MAJOR_SCSI        8u
#define MAJOR_XVD         202u
#define EXTENDED_SCHEME   (1u << 28)
#define UUID_DIGITS_MAX   32u
#define DECIMAL_DIGITS_32 10u

bool BlkParseNumber(const char *Text, uint64_t *Value)
{
    uint64_t Number = 0;

    if (*Text == '\0')
        return false;
    for (; *Text != '\0'; ++Text)
    {
        if (*Text < '0' || *Text > '9')
            return false;
        const uint32_t Digit = (uint32_t)(*Text - '0');
        if (Number > (UINT64_MAX - Digit) / 10)
            return false;
        Number = Number * 10 + Digit;
    }
    *Value = Number;
    return true;
}

bool BlkTextEquals(const char *A, const char *B)
{
    while (*A != '\0' && *A == *B)
    {
        ++A;
        ++B;
    }
    return *A == *B;
}

uint32_t BlkTargetOf(uint32_t Handle, uint32_t TargetCount)
{
    const uint32_t Minor = Handle & 0xFF;
    uint32_t Disk;

    if ((Handle & EXTENDED_SCHEME) != 0)
    {
        if (Minor != 0 || Handle >> 29 != 0) // a partition, or no known scheme
            return BLK_NO_TARGET;
        Disk = (Handle & ~EXTENDED_SCHEME) >> 8;
    }
    else
    {
        switch (Handle >> 8)
        {
        case MAJOR_IDE_FIRST:
        case MAJOR_IDE_SECOND:
            if (Minor % 64 != 0 || Minor / 64 > 1)
                return BLK_NO_TARGET;
            Disk = (Handle >> 8 == MAJOR_IDE_FIRST ? 0 : 2) + Minor / 64;
            break;
        case MAJOR_SCSI:
        case MAJOR_XVD:
            if (Minor % 16 != 0)
                return BLK_NO_TARGET;
            Disk = Minor / 16;
            break;
        default:
            return BLK_NO_TARGET;
        }
    }
    return Disk < TargetCount ? Disk : BLK_NO_TARGET;
}

void BlkSerialWrite(char Serial[SCSI_SERIAL_BYTES_MAX + 1], const char *Uuid, uint32_t Handle)
{
    char Digits[DECIMAL_DIGITS_32];
    uint32_t Used = 0;
    uint32_t Count = 0;

    for (; *Uuid != '\0' && Used < UUID_DIGITS_MAX; ++Uuid)
    {
        const char Letter = *Uuid;
        if ((Letter >= '0' && Letter <= '9') || (Letter >= 'a' && Letter <= 'f') || (Letter >= 'A' && Letter <= 'F'))
            Serial[Used++] = Letter;
    }
    if (Used == 0)
    {
        Serial[Used++] = 'v';
        Serial[Used++] = 'b';
        Serial[Used++] = 'd';
    }
    Serial[Used++] = '-';
    do
    {
        Digits[Count++] = (char)('0' + Handle % 10);
        Handle /= 10;
    } while (Handle != 0);
    while (Count != 0)
        Serial[Used++] = Digits[--Count];
    Serial[Used] = '\0';
}
