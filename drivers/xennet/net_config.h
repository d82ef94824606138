// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: what an administrator and the host may configure of an adapter.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NET_MAC_BYTES    6u
#define NET_HEADER_BYTES 14u // destination, source, type
#define NET_MTU_MIN      600u
#define NET_MTU_MAX      9000u
#define NET_MTU_STEP     100u
#define NET_MTU_DEFAULT  1500u
#define NET_RING_SLOTS   256u // requests in one ring page of netif.h

// What the advanced properties of the adapter said; a property that is absent has its Has... false.
typedef struct NET_PROPERTIES
{
    bool HasMtu;
    uint32_t Mtu; // "MTU": payload, in steps of NET_MTU_STEP
    bool HasJumbo;
    uint32_t Jumbo; // "*JumboPacket": the frame with its header of 14 bytes
} NET_PROPERTIES;

// What of the properties could not be followed; the caller logs it once.
typedef enum NET_MTU_REMARK
{
    NetMtuAsAsked,
    NetMtuInvalid,   // "MTU" is out of range or between two steps
    NetJumboInvalid, // "*JumboPacket" is out of range
    NetMtuOverJumbo, // both were set and differ: "MTU" was followed
} NET_MTU_REMARK;

// The MTU to use. "MTU" is the property of this product, so that a value other than the default wins over *JumboPacket;
// at its default the standard keyword decides. What cannot be followed counts as not set.
uint32_t NetMtuChoose(const NET_PROPERTIES *Properties, NET_MTU_REMARK *Remark);

// Largest frame without the check sequence: what Windows calls the maximum total size.
static inline uint32_t NetFrameBytes(uint32_t Mtu)
{
    return Mtu + NET_HEADER_BYTES;
}

// xenstore's "mac": six pairs of hexadecimal digits between colons. False, and Mac untouched, for anything else.
bool NetMacParse(const char *Text, uint8_t Mac[NET_MAC_BYTES]);

// True for an address that one adapter may have: not a group address and not zero.
bool NetMacIsUsable(const uint8_t Mac[NET_MAC_BYTES]);
