// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: the questions of NDIS (object identifiers) and their answers.
#include "xennet/net_oid.h"
#include "xennet/net_oid_numbers.h"

#define DRIVER_STATISTICS_TYPE 0x80u // NDIS_OBJECT_TYPE_DEFAULT
#define MEDIUM_802_3           0u    // NdisMedium802_3
#define PHYSICAL_UNSPECIFIED   0u    // NdisPhysicalMediumUnspecified: NDIS 5 knows no Ethernet
#define HARDWARE_READY         0u    // NdisHardwareStatusReady
#define MEDIA_CONNECTED        0u    // NdisMediaStateConnected
#define MEDIA_DISCONNECTED     1u    // NdisMediaStateDisconnected
#define MODERATION_UNSUPPORTED 1u    // NdisInterruptModerationNotSupported
#define DUPLEX_HALF            1u    // MediaDuplexStateHalf
#define PAUSE_UNSUPPORTED      0u    // NdisPauseFunctionsUnsupported
#define PAUSE_UNKNOWN          4u    // NdisPauseFunctionsUnknown
#define VENDOR_ID_UNREGISTERED 0x00FFFFFFu
#define LINK_SPEED_UNIT_BITS   100u // OID_GEN_LINK_SPEED counts hundreds of bits per second
#define SEND_PACKETS_MAX       64u

// All of NDIS_STATISTICS_FLAGS_VALID_*: six kinds of frames and bytes, totals, errors and discards.
#define STATISTICS_ALL_VALID 0x003F87FFu

// Each list ascends; NetOidList checks nothing, the tests do.
static const uint32_t ListNdis5[] = {
    NET_OID_GEN_SUPPORTED_LIST,
    NET_OID_GEN_HARDWARE_STATUS,
    NET_OID_GEN_MEDIA_SUPPORTED,
    NET_OID_GEN_MEDIA_IN_USE,
    NET_OID_GEN_MAXIMUM_LOOKAHEAD,
    NET_OID_GEN_MAXIMUM_FRAME_SIZE,
    NET_OID_GEN_LINK_SPEED,
    NET_OID_GEN_TRANSMIT_BUFFER_SPACE,
    NET_OID_GEN_RECEIVE_BUFFER_SPACE,
    NET_OID_GEN_TRANSMIT_BLOCK_SIZE,
    NET_OID_GEN_RECEIVE_BLOCK_SIZE,
    NET_OID_GEN_VENDOR_ID,
    NET_OID_GEN_VENDOR_DESCRIPTION,
    NET_OID_GEN_CURRENT_PACKET_FILTER,
    NET_OID_GEN_CURRENT_LOOKAHEAD,
    NET_OID_GEN_DRIVER_VERSION,
    NET_OID_GEN_MAXIMUM_TOTAL_SIZE,
    NET_OID_GEN_PROTOCOL_OPTIONS,
    NET_OID_GEN_MAC_OPTIONS,
    NET_OID_GEN_MEDIA_CONNECT_STATUS,
    NET_OID_GEN_MAXIMUM_SEND_PACKETS,
    NET_OID_GEN_VENDOR_DRIVER_VERSION,
    NET_OID_GEN_PHYSICAL_MEDIUM,
    NET_OID_GEN_XMIT_OK,
    NET_OID_GEN_RCV_OK,
    NET_OID_GEN_XMIT_ERROR,
    NET_OID_GEN_RCV_ERROR,
    NET_OID_GEN_RCV_NO_BUFFER,
    NET_OID_802_3_PERMANENT_ADDRESS,
    NET_OID_802_3_CURRENT_ADDRESS,
    NET_OID_802_3_MULTICAST_LIST,
    NET_OID_802_3_MAXIMUM_LIST_SIZE,
    NET_OID_802_3_RCV_ERROR_ALIGNMENT,
    NET_OID_802_3_XMIT_ONE_COLLISION,
    NET_OID_802_3_XMIT_MORE_COLLISIONS,
};

// NDIS 6 answers by itself what the general attributes hold (media, speeds, state, options); the rest is ours.
static const uint32_t ListNdis6[] = {
    NET_OID_GEN_HARDWARE_STATUS,
    NET_OID_GEN_MAXIMUM_LOOKAHEAD,
    NET_OID_GEN_MAXIMUM_FRAME_SIZE,
    NET_OID_GEN_TRANSMIT_BUFFER_SPACE,
    NET_OID_GEN_RECEIVE_BUFFER_SPACE,
    NET_OID_GEN_TRANSMIT_BLOCK_SIZE,
    NET_OID_GEN_RECEIVE_BLOCK_SIZE,
    NET_OID_GEN_VENDOR_ID,
    NET_OID_GEN_VENDOR_DESCRIPTION,
    NET_OID_GEN_CURRENT_PACKET_FILTER,
    NET_OID_GEN_CURRENT_LOOKAHEAD,
    NET_OID_GEN_MAXIMUM_TOTAL_SIZE,
    NET_OID_GEN_MAC_OPTIONS,
    NET_OID_GEN_MEDIA_CONNECT_STATUS,
    NET_OID_GEN_MAXIMUM_SEND_PACKETS,
    NET_OID_GEN_VENDOR_DRIVER_VERSION,
    NET_OID_GEN_PHYSICAL_MEDIUM,
    NET_OID_GEN_LINK_PARAMETERS,
    NET_OID_GEN_INTERRUPT_MODERATION,
    NET_OID_GEN_XMIT_OK,
    NET_OID_GEN_RCV_OK,
    NET_OID_GEN_XMIT_ERROR,
    NET_OID_GEN_RCV_ERROR,
    NET_OID_GEN_RCV_NO_BUFFER,
    NET_OID_GEN_STATISTICS,
    NET_OID_802_3_PERMANENT_ADDRESS,
    NET_OID_802_3_CURRENT_ADDRESS,
    NET_OID_802_3_MULTICAST_LIST,
    NET_OID_802_3_MAXIMUM_LIST_SIZE,
    NET_OID_802_3_RCV_ERROR_ALIGNMENT,
    NET_OID_802_3_XMIT_ONE_COLLISION,
    NET_OID_802_3_XMIT_MORE_COLLISIONS,
};

// An answer in the making. Numbers go out in the processor's order, byte by byte, as the buffer may be unaligned.
typedef struct ANSWER
{
    uint8_t Bytes[NET_OID_ANSWER_BYTES];
    uint32_t Used;
} ANSWER;

static void Copy(void *To, const void *From, uint32_t Bytes)
{
    uint8_t *const Target = To;
    const uint8_t *const Source = From;
    for (uint32_t Index = 0; Index < Bytes; ++Index)
        Target[Index] = Source[Index];
}

static void Put(ANSWER *Answer, const void *From, uint32_t Bytes)
{
    Copy(Answer->Bytes + Answer->Used, From, Bytes);
    Answer->Used += Bytes;
}

static void Put32(ANSWER *Answer, uint32_t Value)
{
    Put(Answer, &Value, sizeof(Value));
}

static void Put64(ANSWER *Answer, uint64_t Value)
{
    Put(Answer, &Value, sizeof(Value));
}

// NDIS_OBJECT_HEADER: type, revision, size of the whole structure.
static void PutHeader(ANSWER *Answer, uint16_t Size)
{
    const uint8_t TypeAndRevision[2] = {DRIVER_STATISTICS_TYPE, 1};
    Put(Answer, TypeAndRevision, sizeof(TypeAndRevision));
    Put(Answer, &Size, sizeof(Size));
}

const uint32_t *NetOidList(NET_CONTRACT Contract, uint32_t *Count)
{
    const bool Five = Contract == NetContractNdis5;
    *Count = Five ? sizeof(ListNdis5) / sizeof(ListNdis5[0]) : sizeof(ListNdis6) / sizeof(ListNdis6[0]);
    return Five ? ListNdis5 : ListNdis6;
}

static bool IsListed(NET_CONTRACT Contract, uint32_t Oid)
{
    uint32_t Count;
    const uint32_t *const List = NetOidList(Contract, &Count);

    for (uint32_t Index = 0; Index < Count; ++Index)
    {
        if (List[Index] == Oid)
            return true;
    }
    return false;
}

static uint64_t Frames(const NET_TRAFFIC *Traffic)
{
    return Traffic->DirectedFrames + Traffic->MulticastFrames + Traffic->BroadcastFrames;
}

static uint64_t Octets(const NET_TRAFFIC *Traffic)
{
    return Traffic->DirectedBytes + Traffic->MulticastBytes + Traffic->BroadcastBytes;
}

// ntddndis.h, NDIS_STATISTICS_INFO, in the order of its members.
static void PutStatistics(ANSWER *Answer, const NET_STATE *State)
{
    const NET_TRAFFIC *const In = &State->Received;
    const NET_TRAFFIC *const Out = &State->Sent;
    const uint64_t Members[] = {
        In->Discards + State->ReceivedWithoutBuffer,
        In->Errors,
        Octets(In),
        In->DirectedFrames,
        In->MulticastFrames,
        In->BroadcastFrames,
        Octets(Out),
        Out->DirectedFrames,
        Out->MulticastFrames,
        Out->BroadcastFrames,
        Out->Errors,
        Out->Discards,
        In->DirectedBytes,
        In->MulticastBytes,
        In->BroadcastBytes,
        Out->DirectedBytes,
        Out->MulticastBytes,
        Out->BroadcastBytes,
    };
    PutHeader(Answer, 8 + sizeof(Members));
    Put32(Answer, STATISTICS_ALL_VALID);
    for (uint32_t Index = 0; Index < sizeof(Members) / sizeof(Members[0]); ++Index)
        Put64(Answer, Members[Index]);
}

// OIDs whose answer is one counter, which NDIS takes as 32 or as 64 bits, whichever it has room for.
static bool FindCounter(const NET_STATE *State, uint32_t Oid, uint64_t *Value)
{
    switch (Oid)
    {
    case NET_OID_GEN_XMIT_OK:
        *Value = Frames(&State->Sent);
        return true;
    case NET_OID_GEN_RCV_OK:
        *Value = Frames(&State->Received);
        return true;
    case NET_OID_GEN_XMIT_ERROR:
        *Value = State->Sent.Errors;
        return true;
    case NET_OID_GEN_RCV_ERROR:
        *Value = State->Received.Errors;
        return true;
    case NET_OID_GEN_RCV_NO_BUFFER:
        *Value = State->ReceivedWithoutBuffer;
        return true;
    default:
        return false;
    }
}

// Answers that never change. There is no wire on which frames could be misaligned or collide.
static const struct
{
    uint32_t Oid, Value;
} Constants[] = {
    {NET_OID_GEN_HARDWARE_STATUS, HARDWARE_READY},
    {NET_OID_GEN_MEDIA_SUPPORTED, MEDIUM_802_3},
    {NET_OID_GEN_MEDIA_IN_USE, MEDIUM_802_3},
    {NET_OID_GEN_VENDOR_ID, VENDOR_ID_UNREGISTERED},
    {NET_OID_GEN_MAC_OPTIONS, NET_MAC_OPTIONS},
    {NET_OID_GEN_MAXIMUM_SEND_PACKETS, SEND_PACKETS_MAX},
    {NET_OID_802_3_MAXIMUM_LIST_SIZE, NET_MULTICAST_MAX},
    {NET_OID_802_3_RCV_ERROR_ALIGNMENT, 0},
    {NET_OID_802_3_XMIT_ONE_COLLISION, 0},
    {NET_OID_802_3_XMIT_MORE_COLLISIONS, 0},
};

// OIDs whose answer is one 32-bit number.
static bool FindNumber(const NET_STATE *State, uint32_t Oid, uint32_t *Value)
{
    for (uint32_t Index = 0; Index < sizeof(Constants) / sizeof(Constants[0]); ++Index)
    {
        if (Constants[Index].Oid == Oid)
        {
            *Value = Constants[Index].Value;
            return true;
        }
    }
    switch (Oid)
    {
    case NET_OID_GEN_MAXIMUM_LOOKAHEAD:
    case NET_OID_GEN_MAXIMUM_FRAME_SIZE:
        *Value = State->Mtu;
        return true;
    case NET_OID_GEN_CURRENT_LOOKAHEAD:
        *Value = State->Lookahead;
        return true;
    case NET_OID_GEN_LINK_SPEED:
        *Value = State->Connected ? (uint32_t)(NET_LINK_BITS_PER_SECOND / LINK_SPEED_UNIT_BITS) : 0;
        return true;
    case NET_OID_GEN_MAXIMUM_TOTAL_SIZE:
    case NET_OID_GEN_TRANSMIT_BLOCK_SIZE:
    case NET_OID_GEN_RECEIVE_BLOCK_SIZE:
        *Value = NetFrameBytes(State->Mtu);
        return true;
    case NET_OID_GEN_TRANSMIT_BUFFER_SPACE:
    case NET_OID_GEN_RECEIVE_BUFFER_SPACE:
        *Value = NetFrameBytes(State->Mtu) * NET_RING_SLOTS;
        return true;
    case NET_OID_GEN_PHYSICAL_MEDIUM:
        *Value = State->Contract == NetContractNdis5 ? PHYSICAL_UNSPECIFIED : NET_PHYSICAL_MEDIUM;
        return true;
    case NET_OID_GEN_CURRENT_PACKET_FILTER:
        *Value = State->Filter;
        return true;
    case NET_OID_GEN_MEDIA_CONNECT_STATUS:
        *Value = State->Connected ? MEDIA_CONNECTED : MEDIA_DISCONNECTED;
        return true;
    case NET_OID_GEN_VENDOR_DRIVER_VERSION:
        *Value = State->DriverVersion;
        return true;
    default:
        return false;
    }
}

static bool BuildAnswer(const NET_STATE *State, uint32_t Oid, ANSWER *Answer)
{
    uint32_t Count, Number;
    const uint32_t *List;

    if (FindNumber(State, Oid, &Number))
    {
        Put32(Answer, Number);
        return true;
    }
    switch (Oid)
    {
    case NET_OID_GEN_SUPPORTED_LIST:
        List = NetOidList(State->Contract, &Count);
        Put(Answer, List, Count * sizeof(*List));
        return true;
    case NET_OID_GEN_VENDOR_DESCRIPTION:
        Put(Answer, NET_VENDOR_DESCRIPTION, sizeof(NET_VENDOR_DESCRIPTION));
        return true;
    case NET_OID_GEN_DRIVER_VERSION:
        Put(Answer, &State->NdisVersion, sizeof(State->NdisVersion));
        return true;
    case NET_OID_GEN_STATISTICS:
        PutStatistics(Answer, State);
        return true;
    case NET_OID_GEN_INTERRUPT_MODERATION:
        PutHeader(Answer, 12);
        Put32(Answer, 0); // flags
        Put32(Answer, MODERATION_UNSUPPORTED);
        return true;
    case NET_OID_802_3_PERMANENT_ADDRESS:
        Put(Answer, State->PermanentMac, NET_MAC_BYTES);
        return true;
    case NET_OID_802_3_CURRENT_ADDRESS:
        Put(Answer, State->CurrentMac, NET_MAC_BYTES);
        return true;
    case NET_OID_802_3_MULTICAST_LIST:
        Put(Answer, State->Multicast, State->MulticastCount * NET_MAC_BYTES);
        return true;
    default:
        return false;
    }
}

NET_OID_RESULT NetOidQuery(const NET_STATE *State, uint32_t Oid, void *Buffer, uint32_t Bytes)
{
    ANSWER Answer = {.Used = 0};
    uint64_t Counter;

    if (!IsListed(State->Contract, Oid))
        return (NET_OID_RESULT){.Status = NetOidNotSupported};
    if (FindCounter(State, Oid, &Counter))
    {
        // NDIS: four bytes are a success that still tells of the eight that there are.
        if (Bytes >= sizeof(Counter))
            Put64(&Answer, Counter);
        else
            Put32(&Answer, (uint32_t)Counter);
        if (Bytes < sizeof(uint32_t))
            return (NET_OID_RESULT){.Status = NetOidTooShort, .BytesNeeded = sizeof(Counter)};
        Copy(Buffer, Answer.Bytes, Answer.Used);
        return (NET_OID_RESULT){.BytesMoved = Answer.Used, .BytesNeeded = sizeof(Counter)};
    }
    if (!BuildAnswer(State, Oid, &Answer))
        return (NET_OID_RESULT){.Status = NetOidNotSupported};
    if (Bytes < Answer.Used)
        return (NET_OID_RESULT){.Status = NetOidTooShort, .BytesNeeded = Answer.Used};
    Copy(Buffer, Answer.Bytes, Answer.Used);
    return (NET_OID_RESULT){.BytesMoved = Answer.Used};
}

static NET_OID_RESULT SetNumber(uint32_t *Target, const void *Buffer, uint32_t Bytes, uint32_t AllowedBits,
                                uint32_t Maximum, NET_OID_STATUS Otherwise)
{
    uint32_t Value;

    if (Bytes < sizeof(Value))
        return (NET_OID_RESULT){.Status = NetOidInvalidLength, .BytesNeeded = sizeof(Value)};
    Copy(&Value, Buffer, sizeof(Value));
    if ((Value & ~AllowedBits) != 0 || Value > Maximum)
        return (NET_OID_RESULT){.Status = Otherwise, .BytesMoved = sizeof(Value)};
    *Target = Value;
    return (NET_OID_RESULT){.BytesMoved = sizeof(Value)};
}

static NET_OID_RESULT SetMulticast(NET_STATE *State, const void *Buffer, uint32_t Bytes)
{
    if (Bytes % NET_MAC_BYTES != 0)
        return (NET_OID_RESULT){.Status = NetOidInvalidLength,
                                .BytesNeeded = (Bytes / NET_MAC_BYTES + 1) * NET_MAC_BYTES};
    if (Bytes > sizeof(State->Multicast))
        return (NET_OID_RESULT){.Status = NetOidMulticastFull, .BytesNeeded = sizeof(State->Multicast)};
    Copy(State->Multicast, Buffer, Bytes);
    State->MulticastCount = Bytes / NET_MAC_BYTES;
    return (NET_OID_RESULT){.BytesMoved = Bytes};
}

// NDIS_LINK_PARAMETERS: there is no link to negotiate; what the adapter does anyway is granted, half duplex and pause
// frames are not.
static NET_OID_RESULT SetLinkParameters(const void *Buffer, uint32_t Bytes)
{
    const uint8_t *const Parameters = Buffer;
    uint32_t Duplex, Pause;

    if (Bytes < 32)
        return (NET_OID_RESULT){.Status = NetOidInvalidLength, .BytesNeeded = 32};
    Copy(&Duplex, Parameters + 4, sizeof(Duplex));
    Copy(&Pause, Parameters + 24, sizeof(Pause));
    if (Duplex == DUPLEX_HALF || (Pause != PAUSE_UNSUPPORTED && Pause != PAUSE_UNKNOWN))
        return (NET_OID_RESULT){.Status = NetOidInvalidData, .BytesMoved = 32};
    return (NET_OID_RESULT){.BytesMoved = 32};
}

NET_OID_RESULT NetOidSet(NET_STATE *State, uint32_t Oid, const void *Buffer, uint32_t Bytes)
{
    uint32_t Ignored;

    if (!IsListed(State->Contract, Oid))
        return (NET_OID_RESULT){.Status = NetOidNotSupported};
    switch (Oid)
    {
    case NET_OID_GEN_CURRENT_PACKET_FILTER:
        return SetNumber(&State->Filter, Buffer, Bytes, NET_FILTERS_SUPPORTED, UINT32_MAX, NetOidNotSupported);
    case NET_OID_GEN_CURRENT_LOOKAHEAD:
        return SetNumber(&State->Lookahead, Buffer, Bytes, UINT32_MAX, State->Mtu, NetOidInvalidData);
    case NET_OID_GEN_PROTOCOL_OPTIONS: // hints that change nothing here
        return SetNumber(&Ignored, Buffer, Bytes, UINT32_MAX, UINT32_MAX, NetOidInvalidData);
    case NET_OID_GEN_LINK_PARAMETERS:
        return SetLinkParameters(Buffer, Bytes);
    case NET_OID_802_3_MULTICAST_LIST:
        return SetMulticast(State, Buffer, Bytes);
    default:
        return (NET_OID_RESULT){.Status = NetOidNotSupported};
    }
}
