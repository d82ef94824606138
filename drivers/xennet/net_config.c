// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: what an administrator and the host may configure of an adapter.
#include "xennet/net_config.h"

static bool MtuIsOffered(uint32_t Mtu)
{
    return Mtu >= NET_MTU_MIN && Mtu <= NET_MTU_MAX && Mtu % NET_MTU_STEP == 0;
}

// The standard values 1514, 4088 and 9014 do not all lie on a step of "MTU".
static bool JumboIsOffered(uint32_t Jumbo)
{
    return Jumbo >= NetFrameBytes(NET_MTU_MIN) && Jumbo <= NetFrameBytes(NET_MTU_MAX);
}

uint32_t NetMtuChoose(const NET_PROPERTIES *Properties, NET_MTU_REMARK *Remark)
{
    const bool MtuIsGood = Properties->HasMtu && MtuIsOffered(Properties->Mtu);
    const bool JumboIsGood = Properties->HasJumbo && JumboIsOffered(Properties->Jumbo);
    const uint32_t FromMtu = MtuIsGood ? Properties->Mtu : NET_MTU_DEFAULT;
    const uint32_t FromJumbo = JumboIsGood ? Properties->Jumbo - NET_HEADER_BYTES : NET_MTU_DEFAULT;

    *Remark = NetMtuAsAsked;
    if (Properties->HasJumbo && !JumboIsGood)
        *Remark = NetJumboInvalid;
    if (Properties->HasMtu && !MtuIsGood)
        *Remark = NetMtuInvalid;
    if (FromMtu == NET_MTU_DEFAULT)
        return FromJumbo;
    if (JumboIsGood && FromJumbo != NET_MTU_DEFAULT && FromJumbo != FromMtu)
        *Remark = NetMtuOverJumbo;
    return FromMtu;
}

static int HexValue(char Digit)
{
    if (Digit >= '0' && Digit <= '9')
        return Digit - '0';
    if (Digit >= 'a' && Digit <= 'f')
        return Digit - 'a' + 10;
    if (Digit >= 'A' && Digit <= 'F')
        return Digit - 'A' + 10;
    return -1;
}

bool NetMacParse(const char *Text, uint8_t Mac[NET_MAC_BYTES])
{
    uint8_t Parsed[NET_MAC_BYTES];

    for (uint32_t Index = 0; Index < NET_MAC_BYTES; ++Index)
    {
        const int High = HexValue(Text[0]);
        const int Low = High < 0 ? -1 : HexValue(Text[1]);
        if (Low < 0)
            return false;
        Parsed[Index] = (uint8_t)(High * 16 + Low);
        if (Text[2] != (Index + 1 == NET_MAC_BYTES ? '\0' : ':'))
            return false;
        Text += 3;
    }
    for (uint32_t Index = 0; Index < NET_MAC_BYTES; ++Index)
        Mac[Index] = Parsed[Index];
    return true;
}

bool NetMacIsUsable(const uint8_t Mac[NET_MAC_BYTES])
{
    uint8_t Any = 0;

    for (uint32_t Index = 0; Index < NET_MAC_BYTES; ++Index)
        Any |= Mac[Index];
    return Any != 0 && (Mac[0] & 0x01) == 0; // bit 0 of the first byte: group address
}
