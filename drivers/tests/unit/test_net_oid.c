// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: host tests of the answers to NDIS.
// sources: xennet/net_oid.c xennet/net_config.c
#include <string.h>

#include "tests/unit/check.h"
#include "xennet/net_oid.h"
#include "xennet/net_oid_numbers.h"

static NET_STATE Fresh(NET_CONTRACT Contract)
{
    return (NET_STATE){
        .Contract = Contract,
        .Mtu = 9000,
        .PermanentMac = {0x00, 0x21, 0xF6, 1, 2, 3},
        .CurrentMac = {0x02, 0x21, 0xF6, 1, 2, 3},
        .NdisVersion = 0x0501,
        .DriverVersion = 0x00030004,
        .Lookahead = 9000,
    };
}

static uint32_t Query32(const NET_STATE *State, uint32_t Oid)
{
    uint32_t Value = 0xDEADBEEF;
    const NET_OID_RESULT Result = NetOidQuery(State, Oid, &Value, sizeof(Value));
    CHECK_EQUAL(Result.Status, NetOidSuccess);
    CHECK_EQUAL(Result.BytesMoved, 4);
    return Value;
}

// Microsoft's tables of OIDs that every miniport answers: general and 802.3, without those of power management, as the
// adapter is not power aware. Typed in from the reference, not from the code.
static void List_WhenReadByNdis_HoldsTheMandatoryOnes(void)
{
    static const uint32_t Five[] = {0x00010101, 0x00010102, 0x00010103, 0x00010104, 0x00010105, 0x00010106, 0x00010107,
                                    0x00010108, 0x00010109, 0x0001010A, 0x0001010B, 0x0001010C, 0x0001010D, 0x0001010E,
                                    0x0001010F, 0x00010110, 0x00010111, 0x00010113, 0x00010114, 0x00010115, 0x00010116,
                                    0x00020101, 0x00020102, 0x00020103, 0x00020104, 0x00020105, 0x01010101, 0x01010102,
                                    0x01010103, 0x01010104, 0x01020101, 0x01020102, 0x01020103};
    static const uint32_t Six[] = {0x0001010F, 0x0001010E, 0x00010209, 0x00010208, 0x00010111, 0x00020102,
                                   0x0001010B, 0x00010109, 0x00020106, 0x0001010A, 0x00010108, 0x0001010D,
                                   0x00010116, 0x0001010C, 0x00020101, 0x01010101, 0x01010102, 0x01010103,
                                   0x01010104, 0x01020101, 0x01020102, 0x01020103};
    const struct
    {
        NET_CONTRACT Contract;
        const uint32_t *Must;
        size_t Count;
    } Rows[] = {{NetContractNdis5, Five, sizeof(Five) / 4}, {NetContractNdis6, Six, sizeof(Six) / 4}};

    for (size_t Row = 0; Row < 2; ++Row)
    {
        uint32_t Count;
        const uint32_t *const List = NetOidList(Rows[Row].Contract, &Count);
        for (uint32_t Index = 1; Index < Count; ++Index)
            CHECK(List[Index] > List[Index - 1]);
        for (size_t Must = 0; Must < Rows[Row].Count; ++Must)
        {
            bool Found = false;
            for (uint32_t Index = 0; Index < Count; ++Index)
                Found = Found || List[Index] == Rows[Row].Must[Must];
            CHECK_EQUAL(Found ? 0 : Rows[Row].Must[Must], 0);
        }
    }
}

// Whatever is listed has an answer or can be set, in exactly the space it asks for, and never writes beyond.
static void EveryOid_WhenBufferIsAnyLength_IsHonestAboutIt(void)
{
    for (int Contract = NetContractNdis5; Contract <= NetContractNdis6; ++Contract)
    {
        NET_STATE State = Fresh((NET_CONTRACT)Contract);
        uint32_t Count;
        const uint32_t *const List = NetOidList((NET_CONTRACT)Contract, &Count);
        for (uint32_t Index = 0; Index < Count; ++Index)
        {
            bool Answered = false;
            for (uint32_t Bytes = 0; Bytes <= NET_OID_ANSWER_BYTES; ++Bytes)
            {
                uint8_t *const Buffer = malloc(Bytes + 1);
                memset(Buffer, 0xA5, Bytes + 1);
                const NET_OID_RESULT Result = NetOidQuery(&State, List[Index], Buffer, Bytes);
                CHECK_EQUAL(Buffer[Bytes], 0xA5);
                CHECK(Result.BytesMoved <= Bytes);
                if (Result.Status == NetOidTooShort)
                    CHECK(Result.BytesNeeded > Bytes && Result.BytesMoved == 0);
                else if (Result.Status == NetOidSuccess)
                    Answered = true;
                else
                    CHECK_EQUAL(Result.Status, NetOidNotSupported);
                free(Buffer);
            }
            const NET_OID_RESULT Set = NetOidSet(&State, List[Index], "", 0);
            CHECK(Answered || Set.Status != NetOidNotSupported);
        }
    }
}

static void Query_WhenDisconnected_SaysSo(void)
{
    NET_STATE State = Fresh(NetContractNdis5);
    CHECK_EQUAL(Query32(&State, NET_OID_GEN_MEDIA_CONNECT_STATUS), 1);
    CHECK_EQUAL(Query32(&State, NET_OID_GEN_LINK_SPEED), 0);
    State.Connected = true;
    CHECK_EQUAL(Query32(&State, NET_OID_GEN_MEDIA_CONNECT_STATUS), 0);
    CHECK_EQUAL(Query32(&State, NET_OID_GEN_LINK_SPEED), 100000000); // 10 Gb/s in hundreds of bits
}

static void Query_WhenMtuIs9000_CountsTheHeader(void)
{
    const NET_STATE State = Fresh(NetContractNdis6);
    CHECK_EQUAL(Query32(&State, NET_OID_GEN_MAXIMUM_FRAME_SIZE), 9000);
    CHECK_EQUAL(Query32(&State, NET_OID_GEN_MAXIMUM_TOTAL_SIZE), 9014);
    CHECK_EQUAL(Query32(&State, NET_OID_GEN_TRANSMIT_BLOCK_SIZE), 9014);
    CHECK_EQUAL(Query32(&State, NET_OID_GEN_TRANSMIT_BUFFER_SPACE), 9014 * 256);
}

static void Query_WhenCounterIsLarge_FitsTheBuffer(void)
{
    NET_STATE State = Fresh(NetContractNdis6);
    uint64_t Value64 = 0;
    State.Sent.DirectedFrames = 0x100000001;
    State.Sent.BroadcastFrames = 1;
    CHECK_EQUAL(NetOidQuery(&State, NET_OID_GEN_XMIT_OK, &Value64, 8).BytesMoved, 8);
    CHECK_EQUAL(Value64, 0x100000002);
    uint32_t Value32 = 0;
    const NET_OID_RESULT Result = NetOidQuery(&State, NET_OID_GEN_XMIT_OK, &Value32, 4);
    CHECK_EQUAL(Result.Status, NetOidSuccess);
    CHECK_EQUAL(Result.BytesNeeded, 8); // tells of the whole counter
    CHECK_EQUAL(Value32, 2);
    CHECK_EQUAL(NetOidQuery(&State, NET_OID_GEN_XMIT_OK, &Value32, 3).Status, NetOidTooShort);
}

static void Statistics_WhenQueried_LayOutLikeNdisStatisticsInfo(void)
{
    NET_STATE State = Fresh(NetContractNdis6);
    uint64_t Info[19];
    const uint8_t *const Bytes = (const uint8_t *)Info;

    State.Received = (NET_TRAFFIC){1, 10, 2, 20, 3, 30, 4, 5};
    State.Sent = (NET_TRAFFIC){6, 60, 7, 70, 8, 80, 9, 10};
    State.ReceivedWithoutBuffer = 100;
    CHECK_EQUAL(NetOidQuery(&State, NET_OID_GEN_STATISTICS, Info, sizeof(Info)).BytesMoved, 152);
    CHECK_EQUAL(Bytes[0], 0x80);
    CHECK_EQUAL(Bytes[1], 1);
    CHECK_EQUAL(Bytes[2] | Bytes[3] << 8, 152);
    CHECK_EQUAL(Info[0] >> 32, 0x3F87FF);
    const uint64_t Expected[18] = {105, 4, 60, 1, 2, 3, 210, 6, 7, 8, 9, 10, 10, 20, 30, 60, 70, 80};
    for (int Index = 0; Index < 18; ++Index)
        CHECK_EQUAL(Info[1 + Index], Expected[Index]);
    CHECK_EQUAL(NetOidQuery(&State, NET_OID_GEN_STATISTICS, Info, 151).BytesNeeded, 152);
}

static void PhysicalMedium_WhenContractVaries_IsWhatItKnows(void)
{
    NET_STATE State = Fresh(NetContractNdis5);
    CHECK_EQUAL(Query32(&State, NET_OID_GEN_PHYSICAL_MEDIUM), 0);
    State = Fresh(NetContractNdis6);
    CHECK_EQUAL(Query32(&State, NET_OID_GEN_PHYSICAL_MEDIUM), 14);
}

static void Query_WhenTextOrAddress_IsWhole(void)
{
    const NET_STATE State = Fresh(NetContractNdis5);
    char Text[64];
    uint8_t Mac[6];
    uint16_t Version;
    CHECK_EQUAL(NetOidQuery(&State, NET_OID_GEN_VENDOR_DESCRIPTION, Text, sizeof(Text)).BytesMoved, 35);
    CHECK(strcmp(Text, "Oracle VM Virtual Ethernet Adapter") == 0);
    CHECK_EQUAL(NetOidQuery(&State, NET_OID_802_3_PERMANENT_ADDRESS, Mac, 6).BytesMoved, 6);
    CHECK_EQUAL(Mac[0], 0x00);
    NetOidQuery(&State, NET_OID_802_3_CURRENT_ADDRESS, Mac, 6);
    CHECK_EQUAL(Mac[0], 0x02);
    CHECK_EQUAL(NetOidQuery(&State, NET_OID_GEN_DRIVER_VERSION, &Version, 2).BytesMoved, 2);
    CHECK_EQUAL(Version, 0x0501);
    CHECK_EQUAL(Query32(&State, NET_OID_GEN_VENDOR_DRIVER_VERSION), 0x00030004);
}

static NET_OID_RESULT Set32(NET_STATE *State, uint32_t Oid, uint32_t Value)
{
    return NetOidSet(State, Oid, &Value, sizeof(Value));
}

static void Filter_WhenSet_IsCheckedAndKept(void)
{
    NET_STATE State = Fresh(NetContractNdis6);
    CHECK_EQUAL(Set32(&State, NET_OID_GEN_CURRENT_PACKET_FILTER, 0x0B).Status, NetOidSuccess);
    CHECK_EQUAL(Query32(&State, NET_OID_GEN_CURRENT_PACKET_FILTER), 0x0B);
    CHECK_EQUAL(Set32(&State, NET_OID_GEN_CURRENT_PACKET_FILTER, 0x80).Status, NetOidNotSupported);
    CHECK_EQUAL(Query32(&State, NET_OID_GEN_CURRENT_PACKET_FILTER), 0x0B);
    CHECK_EQUAL(NetOidSet(&State, NET_OID_GEN_CURRENT_PACKET_FILTER, "abc", 3).Status, NetOidInvalidLength);
    CHECK_EQUAL(Set32(&State, NET_OID_GEN_CURRENT_LOOKAHEAD, 9001).Status, NetOidInvalidData);
    CHECK_EQUAL(Set32(&State, NET_OID_GEN_CURRENT_LOOKAHEAD, 128).Status, NetOidSuccess);
    CHECK_EQUAL(Query32(&State, NET_OID_GEN_CURRENT_LOOKAHEAD), 128);
    CHECK_EQUAL(Set32(&State, NET_OID_GEN_XMIT_OK, 1).Status, NetOidNotSupported);
    CHECK_EQUAL(Set32(&State, 0xFD010101, 1).Status, NetOidNotSupported); // power: NDIS halts the adapter instead
}

static void Multicast_WhenSet_ReplacesTheList(void)
{
    NET_STATE State = Fresh(NetContractNdis5);
    uint8_t List[33 * 6];
    memset(List, 0x33, sizeof(List));
    CHECK_EQUAL(NetOidSet(&State, NET_OID_802_3_MULTICAST_LIST, List, 32 * 6).Status, NetOidSuccess);
    CHECK_EQUAL(State.MulticastCount, 32);
    const NET_OID_RESULT Full = NetOidSet(&State, NET_OID_802_3_MULTICAST_LIST, List, sizeof(List));
    CHECK_EQUAL(Full.Status, NetOidMulticastFull);
    CHECK_EQUAL(Full.BytesNeeded, 192);
    CHECK_EQUAL(NetOidSet(&State, NET_OID_802_3_MULTICAST_LIST, List, 7).Status, NetOidInvalidLength);
    CHECK_EQUAL(State.MulticastCount, 32);
    CHECK_EQUAL(NetOidSet(&State, NET_OID_802_3_MULTICAST_LIST, List, 0).Status, NetOidSuccess);
    CHECK_EQUAL(State.MulticastCount, 0);
}

static void LinkParameters_WhenHalfDuplexIsAsked_AreRefused(void)
{
    NET_STATE State = Fresh(NetContractNdis6);
    uint32_t Parameters[8] = {0x00200180, 2, 0, 0, 0, 0, 4, 0};
    CHECK_EQUAL(NetOidSet(&State, NET_OID_GEN_LINK_PARAMETERS, Parameters, 32).Status, NetOidSuccess);
    Parameters[1] = 1;
    CHECK_EQUAL(NetOidSet(&State, NET_OID_GEN_LINK_PARAMETERS, Parameters, 32).Status, NetOidInvalidData);
    Parameters[1] = 0;
    Parameters[6] = 3; // pause frames both ways
    CHECK_EQUAL(NetOidSet(&State, NET_OID_GEN_LINK_PARAMETERS, Parameters, 32).Status, NetOidInvalidData);
    CHECK_EQUAL(NetOidSet(&State, NET_OID_GEN_LINK_PARAMETERS, Parameters, 31).Status, NetOidInvalidLength);
}

int main(void)
{
    RUN(List_WhenReadByNdis_HoldsTheMandatoryOnes);
    RUN(EveryOid_WhenBufferIsAnyLength_IsHonestAboutIt);
    RUN(Query_WhenDisconnected_SaysSo);
    RUN(Query_WhenMtuIs9000_CountsTheHeader);
    RUN(Query_WhenCounterIsLarge_FitsTheBuffer);
    RUN(Statistics_WhenQueried_LayOutLikeNdisStatisticsInfo);
    RUN(PhysicalMedium_WhenContractVaries_IsWhatItKnows);
    RUN(Query_WhenTextOrAddress_IsWhole);
    RUN(Filter_WhenSet_IsCheckedAndKept);
    RUN(Multicast_WhenSet_ReplacesTheList);
    RUN(LinkParameters_WhenHalfDuplexIsAsked_AreRefused);
    return CheckFinish("test_net_oid");
}
