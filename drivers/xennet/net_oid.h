// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: the questions of NDIS (object identifiers) and their answers.
#pragma once

#include "xennet/net_config.h"

#define NET_MULTICAST_MAX    32u
#define NET_OID_ANSWER_BYTES 256u // no answer is longer; the list of OIDs is checked against it

// Packet filters of ntddndis.h that software can apply here.
#define NET_FILTER_DIRECTED      0x00000001u
#define NET_FILTER_MULTICAST     0x00000002u
#define NET_FILTER_ALL_MULTICAST 0x00000004u
#define NET_FILTER_BROADCAST     0x00000008u
#define NET_FILTER_PROMISCUOUS   0x00000020u
#define NET_FILTERS_SUPPORTED                                                                                          \
    (NET_FILTER_DIRECTED | NET_FILTER_MULTICAST | NET_FILTER_ALL_MULTICAST | NET_FILTER_BROADCAST |                    \
     NET_FILTER_PROMISCUOUS)

// COPY_LOOKAHEAD_DATA, TRANSFERS_NOT_PEND, NO_LOOPBACK (NDIS loops packets back, not the adapter).
#define NET_MAC_OPTIONS 0x0000000Du

// NdisPhysicalMedium802_3, as "*PhysicalMediaType" in the INF says too.
#define NET_PHYSICAL_MEDIUM 14u

// Bits per second while connected. The real path is memory; 10 Gb/s is the highest rate that NDIS 5 tools print right.
#define NET_LINK_BITS_PER_SECOND 10000000000ull

#define NET_VENDOR_DESCRIPTION "Oracle VM Virtual Ethernet Adapter"

typedef enum NET_CONTRACT
{
    NetContractNdis5 = 1,
    NetContractNdis6 = 2,
} NET_CONTRACT;

typedef struct NET_TRAFFIC
{
    uint64_t DirectedFrames, DirectedBytes;
    uint64_t MulticastFrames, MulticastBytes;
    uint64_t BroadcastFrames, BroadcastBytes;
    uint64_t Errors, Discards;
} NET_TRAFFIC;

// Everything that an answer depends on. The owner guards it; nothing here locks.
typedef struct NET_STATE
{
    NET_CONTRACT Contract;
    uint32_t Mtu;
    uint8_t PermanentMac[NET_MAC_BYTES];
    uint8_t CurrentMac[NET_MAC_BYTES];
    bool Connected;
    uint16_t NdisVersion;   // major in the high byte
    uint32_t DriverVersion; // major in the high word
    uint32_t Filter;
    uint32_t Lookahead;
    uint32_t MulticastCount;
    uint8_t Multicast[NET_MULTICAST_MAX][NET_MAC_BYTES];
    NET_TRAFFIC Received, Sent;
    uint64_t ReceivedWithoutBuffer;
} NET_STATE;

typedef enum NET_OID_STATUS
{
    NetOidSuccess,
    NetOidNotSupported,
    NetOidTooShort,      // BytesNeeded
    NetOidInvalidLength, // BytesNeeded
    NetOidInvalidData,
    NetOidMulticastFull, // BytesNeeded: as many as fit
} NET_OID_STATUS;

typedef struct NET_OID_RESULT
{
    NET_OID_STATUS Status;
    uint32_t BytesMoved; // written by a query, read by a set
    uint32_t BytesNeeded;
} NET_OID_RESULT;

// The list that NDIS is given, in ascending order. Every entry can be queried, set or both.
const uint32_t *NetOidList(NET_CONTRACT Contract, uint32_t *Count);

// Buffers have any alignment. A query never writes more than Bytes.
NET_OID_RESULT NetOidQuery(const NET_STATE *State, uint32_t Oid, void *Buffer, uint32_t Bytes);
NET_OID_RESULT NetOidSet(NET_STATE *State, uint32_t Oid, const void *Buffer, uint32_t Bytes);
