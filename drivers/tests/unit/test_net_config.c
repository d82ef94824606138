// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: host tests of what may be configured of a network adapter.
// sources: xennet/net_config.c
#include <string.h>

#include "tests/unit/check.h"
#include "xennet/net_config.h"

static void Mtu_WhenPropertiesVary_IsChosenByTheRule(void)
{
    const struct
    {
        NET_PROPERTIES Properties;
        uint32_t Mtu;
        NET_MTU_REMARK Remark;
    } Rows[] = {
        {{false, 0, false, 0}, 1500, NetMtuAsAsked},
        {{true, 600, false, 0}, 600, NetMtuAsAsked},
        {{true, 8900, false, 0}, 8900, NetMtuAsAsked},
        {{true, 9000, false, 0}, 9000, NetMtuAsAsked},
        {{true, 599, false, 0}, 1500, NetMtuInvalid},
        {{true, 9100, false, 0}, 1500, NetMtuInvalid},
        {{true, 8950, false, 0}, 1500, NetMtuInvalid}, // between two steps
        {{true, 0, false, 0}, 1500, NetMtuInvalid},
        {{true, 0xFFFFFFFF, false, 0}, 1500, NetMtuInvalid},
        {{false, 0, true, 1514}, 1500, NetMtuAsAsked},
        {{false, 0, true, 4088}, 4074, NetMtuAsAsked}, // the standard keyword counts the header of 14 bytes
        {{false, 0, true, 9014}, 9000, NetMtuAsAsked},
        {{false, 0, true, 9015}, 1500, NetJumboInvalid},
        {{false, 0, true, 613}, 1500, NetJumboInvalid},
        {{false, 0, true, 0}, 1500, NetJumboInvalid},
        {{true, 1500, true, 9014}, 9000, NetMtuAsAsked}, // MTU at its default: the standard keyword decides
        {{true, 9000, true, 1514}, 9000, NetMtuAsAsked},
        {{true, 8900, true, 9014}, 8900, NetMtuOverJumbo},
        {{true, 9000, true, 9014}, 9000, NetMtuAsAsked},
        {{true, 7, true, 9014}, 9000, NetMtuInvalid},
    };
    for (size_t Row = 0; Row < sizeof(Rows) / sizeof(Rows[0]); ++Row)
    {
        NET_MTU_REMARK Remark;
        CHECK_EQUAL(NetMtuChoose(&Rows[Row].Properties, &Remark), Rows[Row].Mtu);
        CHECK_EQUAL(Remark, Rows[Row].Remark);
    }
}

static void Mtu_WhenAnyValueIsRead_StaysInsideTheLimits(void)
{
    for (uint32_t Value = 0; Value <= 70000; ++Value)
    {
        const NET_PROPERTIES Properties = {true, Value, true, 70000 - Value};
        NET_MTU_REMARK Remark;
        const uint32_t Mtu = NetMtuChoose(&Properties, &Remark);
        CHECK(Mtu >= 600 && Mtu <= 9000);
    }
    CHECK_EQUAL(NetFrameBytes(9000), 9014);
}

static void Mac_WhenTextIsExact_IsParsed(void)
{
    static const uint8_t Expected[NET_MAC_BYTES] = {0x00, 0x21, 0xF6, 0xAB, 0xCD, 0x0F};
    uint8_t Mac[NET_MAC_BYTES] = {9, 9, 9, 9, 9, 9};

    CHECK(NetMacParse("00:21:f6:AB:cd:0F", Mac));
    CHECK(memcmp(Mac, Expected, sizeof(Mac)) == 0);
    static const char *const Wrong[] = {
        "",
        "0",
        "00",
        "00:21:f6:ab:cd",
        "00:21:f6:ab:cd:0",
        "00:21:f6:ab:cd:0f:",
        "00:21:f6:ab:cd:0f0",
        "0:1:2:3:4:5",
        "00-21-f6-ab-cd-0f",
        "00:21:f6:ab:cd:0g",
        " 00:21:f6:ab:cd:0f",
        "00:21:f6:ab:cd:0f ",
        "002:1f6:abcd:0f",
    };
    for (size_t Row = 0; Row < sizeof(Wrong) / sizeof(Wrong[0]); ++Row)
    {
        char *const Exact = strdup(Wrong[Row]); // on the heap, so that reading behind its end is seen
        CHECK(!NetMacParse(Exact, Mac));
        free(Exact);
    }
    CHECK(memcmp(Mac, Expected, sizeof(Mac)) == 0);
}

static void Mac_WhenGroupOrZero_IsNotUsable(void)
{
    static const uint8_t Good[] = {0x02, 0, 0, 0, 0, 1}, Own[] = {0x00, 0x21, 0xF6, 0, 0, 0}, Zero[6] = {0},
                         Group[] = {0x01, 0x00, 0x5E, 0, 0, 1}, Broadcast[] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
    CHECK(NetMacIsUsable(Good));
    CHECK(NetMacIsUsable(Own));
    CHECK(!NetMacIsUsable(Zero));
    CHECK(!NetMacIsUsable(Group));
    CHECK(!NetMacIsUsable(Broadcast));
}

int main(void)
{
    RUN(Mtu_WhenPropertiesVary_IsChosenByTheRule);
    RUN(Mtu_WhenAnyValueIsRead_StaysInsideTheLimits);
    RUN(Mac_WhenTextIsExact_IsParsed);
    RUN(Mac_WhenGroupOrZero_IsNotUsable);
    return CheckFinish("test_net_config");
}
