// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: host tests of what xenstore says about a disk.
// sources: xenvbd/blk_keys.c
#include <string.h>

#include "tests/unit/check.h"
#include "xenvbd/blk_keys.h"

static void Number_WhenText_IsExactOrRefused(void)
{
    uint64_t Value = 77;
    const struct
    {
        const char *Text;
        bool Good;
        uint64_t Value;
    } Rows[] = {
        {"0", true, 0},
        {"4", true, 4},
        {"007", true, 7},
        {"18446744073709551615", true, UINT64_MAX},
        {"", false, 0},
        {"18446744073709551616", false, 0},
        {"99999999999999999999", false, 0},
        {"-1", false, 0},
        {"+1", false, 0},
        {" 1", false, 0},
        {"1 ", false, 0},
        {"1\n", false, 0},
        {"0x10", false, 0},
        {"1a", false, 0},
        {"\xFF", false, 0},
    };
    for (size_t Row = 0; Row < sizeof(Rows) / sizeof(Rows[0]); ++Row)
    {
        Value = 77;
        CHECK_EQUAL(BlkParseNumber(Rows[Row].Text, &Value), Rows[Row].Good);
        CHECK_EQUAL(Value, Rows[Row].Good ? Rows[Row].Value : 77);
    }
}

static void Target_WhenVirtualDeviceVaries_IsTheDisksNumber(void)
{
    const struct
    {
        uint32_t Handle, Target;
    } Rows[] = {
        {768, 0},                    // hda
        {832, 1},                    // hdb
        {5632, 2},                   // hdc
        {5696, 3},                   // hdd
        {2048, 0},                   // sda
        {2064, 1},                   // sdb
        {51712, 0},                  // xvda
        {51728, 1},                  // xvdb
        {51952, 15},                 // xvdp
        {268439552, 16},             // xvdq, extended
        {268435456 + (39 << 8), 39}, // the last of 40
        {268435456 + (40 << 8), BLK_NO_TARGET},
        {51713, BLK_NO_TARGET}, // a partition
        {769, BLK_NO_TARGET},
        {268439553, BLK_NO_TARGET},
        {896, BLK_NO_TARGET}, // a third disk on the first IDE controller
        {0, BLK_NO_TARGET},
        {0xFFFFFF00, BLK_NO_TARGET},
        {2304, BLK_NO_TARGET}, // major 9
    };
    for (size_t Row = 0; Row < sizeof(Rows) / sizeof(Rows[0]); ++Row)
        CHECK_EQUAL(BlkTargetOf(Rows[Row].Handle, 40), Rows[Row].Target);
}

static void Serial_WhenWritten_FitsAndDiffers(void)
{
    char *const Serial = malloc(SCSI_SERIAL_BYTES_MAX + 1);

    BlkSerialWrite(Serial, "0004fb00-0006-0000-aaaa-0123456789ab", 51712);
    CHECK(strcmp(Serial, "0004fb0000060000aaaa0123456789ab-51712") == 0);
    BlkSerialWrite(Serial, "0004fb00-0006-0000-aaaa-0123456789abcdefcdefcdef", 4294967295u);
    CHECK_EQUAL(strlen(Serial), 43);
    BlkSerialWrite(Serial, "", 0);
    CHECK(strcmp(Serial, "vbd-0") == 0);
    BlkSerialWrite(Serial, "no uuid: zz\xFF", 768); // what is no digit is left out
    CHECK(strcmp(Serial, "d-768") == 0);
    free(Serial);
}

static void Text_WhenCompared_IsWhole(void)
{
    CHECK(BlkTextEquals("disk", "disk") && BlkTextEquals("", ""));
    CHECK(!BlkTextEquals("disk", "dis") && !BlkTextEquals("dis", "disk") && !BlkTextEquals("r", "w!"));
}

int main(void)
{
    RUN(Number_WhenText_IsExactOrRefused);
    RUN(Target_WhenVirtualDeviceVaries_IsTheDisksNumber);
    RUN(Serial_WhenWritten_FitsAndDiffers);
    RUN(Text_WhenCompared_IsWhole);
    return CheckFinish("test_blk_keys");
}
