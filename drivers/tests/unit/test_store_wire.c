// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: host tests of xenstore's messages on their ring.
// sources: xenbus/store_wire.c
#include <string.h>

#include "tests/unit/check.h"
#include "xenbus/store_wire.h"

static uint32_t Seed;

static uint32_t Random(uint32_t Below)
{
    Seed = Seed * 1664525u + 1013904223u;
    return (uint32_t)(((uint64_t)Seed * Below) >> 32);
}

// The store's side of the ring, written from xs_wire.h alone: indices run freely, taken modulo the ring.
static uint32_t StorePut(XS_RING *Ring, const uint8_t *Data, uint32_t Bytes)
{
    uint32_t Put = 0;
    while (Put < Bytes && Ring->ResponseProducer - Ring->ResponseConsumer < XS_RING_BYTES)
        Ring->Response[Ring->ResponseProducer++ % XS_RING_BYTES] = Data[Put++];
    return Put;
}

static uint32_t StoreGet(XS_RING *Ring, uint8_t *Data, uint32_t Bytes)
{
    uint32_t Got = 0;
    while (Got < Bytes && Ring->RequestConsumer != Ring->RequestProducer)
        Data[Got++] = Ring->Request[Ring->RequestConsumer++ % XS_RING_BYTES];
    return Got;
}

static uint32_t MakeMessage(uint8_t *To, uint32_t Id, uint32_t Length)
{
    const XS_HEADER Header = {.Type = XS_READ, .RequestId = Id, .Length = Length};
    memcpy(To, &Header, sizeof(Header));
    for (uint32_t i = 0; i < Length; ++i)
        To[sizeof(Header) + i] = (uint8_t)(Id * 31 + i);
    return (uint32_t)sizeof(Header) + Length;
}

static XS_RING Ring;
static STORE_WIRE Wire;
static uint8_t Message[sizeof(XS_HEADER) + XS_PAYLOAD_MAX + 1];

static void Start(uint32_t Index)
{
    memset(&Ring, 0, sizeof(Ring));
    Ring.RequestConsumer = Ring.RequestProducer = Index;
    Ring.ResponseConsumer = Ring.ResponseProducer = Index;
    StoreWireStart(&Wire, &Ring);
}

static void CheckReceived(uint32_t Id, uint32_t Length)
{
    CHECK_EQUAL(Wire.Header.RequestId, Id);
    CHECK_EQUAL(Wire.Header.Length, Length);
    for (uint32_t i = 0; i < Length; ++i)
    {
        if (Wire.Payload[i] != (uint8_t)(Id * 31 + i))
        {
            CHECK_EQUAL(Wire.Payload[i], (uint8_t)(Id * 31 + i));
            return;
        }
    }
    CHECK_EQUAL(Wire.Payload[Length], 0);
}

// Messages of every interesting length, put in random pieces, with indices that pass 2^32 on the way.
static void Receive_WhenMessagesComeInPieces_JoinsThem(void)
{
    static const uint32_t Lengths[] = {0, 1, 15, 16, 1007, 1008, 1009, 2048, 4095, XS_PAYLOAD_MAX};
    Seed = 20261122;
    Start(0xFFFFFF00u);
    for (uint32_t Id = 1; Id <= 2000; ++Id)
    {
        const uint32_t Length = Random(4) == 0 ? Random(XS_PAYLOAD_MAX + 1) : Lengths[Random(10)];
        const uint32_t Bytes = MakeMessage(Message, Id, Length);
        uint32_t Put = 0;
        STORE_WIRE_RESULT Result = StoreWireEmpty;
        while (Result == StoreWireEmpty)
        {
            const uint32_t Piece = 1 + Random(700);
            Put += StorePut(&Ring, Message + Put, Piece < Bytes - Put ? Piece : Bytes - Put);
            Result = StoreWireReceive(&Wire);
            CHECK(Result == StoreWireMessage || Put < Bytes);
        }
        CHECK_EQUAL(Result, StoreWireMessage);
        CheckReceived(Id, Length);
    }
    CHECK_EQUAL(StoreWireReceive(&Wire), StoreWireEmpty);
}

static void Receive_WhenTwoMessagesStandInTheRing_GivesBoth(void)
{
    Start(1000);
    StorePut(&Ring, Message, MakeMessage(Message, 1, 5));
    StorePut(&Ring, Message, MakeMessage(Message, 2, 0));
    CHECK_EQUAL(StoreWireReceive(&Wire), StoreWireMessage);
    CheckReceived(1, 5);
    CHECK_EQUAL(StoreWireReceive(&Wire), StoreWireMessage);
    CheckReceived(2, 0);
    CHECK_EQUAL(StoreWireReceive(&Wire), StoreWireEmpty);
}

static void Receive_WhenLengthIsTooLong_IsBroken(void)
{
    static const uint32_t Lengths[] = {XS_PAYLOAD_MAX + 1, 0x80000000u, UINT32_MAX};
    for (size_t i = 0; i < sizeof(Lengths) / sizeof(Lengths[0]); ++i)
    {
        const XS_HEADER Header = {.Type = XS_READ, .RequestId = 1, .Length = Lengths[i]};
        Start(0);
        StorePut(&Ring, (const uint8_t *)&Header, sizeof(Header));
        CHECK_EQUAL(StoreWireReceive(&Wire), StoreWireBroken);
    }
}

static void Receive_WhenProducerIsTooFar_IsBroken(void)
{
    Start(77);
    Ring.ResponseProducer += XS_RING_BYTES + 1;
    CHECK_EQUAL(StoreWireReceive(&Wire), StoreWireBroken);
    Start(77);
    Ring.ResponseProducer -= 1;
    CHECK_EQUAL(StoreWireReceive(&Wire), StoreWireBroken);
}

// Our own index in the page is the store's to scribble on; it is not read again.
static void Receive_WhenStoreAltersOurIndex_GoesOnFromOurs(void)
{
    Start(500);
    const uint32_t Bytes = MakeMessage(Message, 9, 20);
    StorePut(&Ring, Message, Bytes);
    Ring.ResponseConsumer = 12345;
    CHECK_EQUAL(StoreWireReceive(&Wire), StoreWireMessage);
    CheckReceived(9, 20);
    CHECK_EQUAL(Ring.ResponseConsumer, 500 + Bytes);
}

static void Send_WhenRingIsFull_PutsTheRestLater(void)
{
    static uint8_t Out[sizeof(Message)];
    Seed = 7;
    Start(0xFFFFFE00u);
    for (uint32_t Id = 1; Id <= 500; ++Id)
    {
        const uint32_t Bytes = MakeMessage(Message, Id, Random(XS_PAYLOAD_MAX + 1));
        uint32_t Sent = 0, Got = 0;
        while (Got < Bytes)
        {
            const int32_t Put = StoreWireSend(&Wire, Message + Sent, Bytes - Sent);
            CHECK(Put >= 0);
            Sent += (uint32_t)Put;
            Got += StoreGet(&Ring, Out + Got, 1 + Random(1500));
        }
        CHECK_EQUAL(Sent, Bytes);
        CHECK_EQUAL(memcmp(Out, Message, Bytes), 0);
    }
}

static void Send_WhenConsumerLies_IsBroken(void)
{
    Start(10);
    Ring.RequestConsumer = 11;
    CHECK_EQUAL(StoreWireSend(&Wire, Message, 4), (uint64_t)-1);
    Start(10);
    Ring.RequestConsumer = 10 - XS_RING_BYTES - 1;
    CHECK_EQUAL(StoreWireSend(&Wire, Message, 4), (uint64_t)-1);
    Start(10);
    Ring.RequestConsumer = 10 - XS_RING_BYTES;
    CHECK_EQUAL(StoreWireSend(&Wire, Message, 4), 0);
}

// A store that writes any bytes and any producer: nothing is read or written out of bounds (the sanitizers judge), and
// every call ends.
static void Receive_WhenStoreWritesAnything_StaysInBounds(void)
{
    uint32_t Messages = 0, Broken = 0;
    Seed = 42;
    Start(0);
    for (uint32_t Step = 0; Step < 200000; ++Step)
    {
        const uint32_t At = Random(XS_RING_BYTES);
        Ring.Response[At] = (uint8_t)Random(256);
        switch (Random(8))
        {
        case 0:
            Ring.ResponseProducer = Random(UINT32_MAX);
            break;
        case 1:
            Ring.ResponseConsumer = Random(UINT32_MAX);
            break;
        case 2:
            memset((void *)&Ring.Response[0], 0, XS_RING_BYTES);
            break;
        default:
            Ring.ResponseProducer += Random(64);
            break;
        }
        const STORE_WIRE_RESULT Result = StoreWireReceive(&Wire);
        Messages += Result == StoreWireMessage;
        if (Result == StoreWireBroken)
        {
            ++Broken;
            Start(Random(UINT32_MAX));
        }
    }
    CHECK(Messages > 1000);
    CHECK(Broken > 1000);
    printf("  %u messages, %u breaks in 200000 steps\n", Messages, Broken);
}

static void Error_WhenNameIsKnown_IsTold(void)
{
    static const struct
    {
        const char *Text;
        uint32_t Length;
        STORE_WIRE_ERROR Error;
    } Rows[] = {
        {"ENOENT", 7, StoreErrorNoEntry}, {"ENOENT", 6, StoreErrorNoEntry}, {"EAGAIN", 7, StoreErrorAgain},
        {"EACCES", 7, StoreErrorAccess},  {"EPERM", 6, StoreErrorAccess},   {"EEXIST", 7, StoreErrorExists},
        {"E2BIG", 6, StoreErrorNoSpace},  {"EINVAL", 7, StoreErrorInvalid}, {"ENOSYS", 7, StoreErrorNoFunction},
        {"ENOEN", 5, StoreErrorOther},    {"ENOENTX", 8, StoreErrorOther},  {"", 0, StoreErrorOther},
        {"EIO", 4, StoreErrorOther},
    };
    for (size_t i = 0; i < sizeof(Rows) / sizeof(Rows[0]); ++i)
        CHECK_EQUAL(StoreWireError((const uint8_t *)Rows[i].Text, Rows[i].Length), Rows[i].Error);
}

static void Decimal_WhenNotPlain_IsRefused(void)
{
    static const char *const Bad[] = {"", "-1", "+1", " 1", "1 ", "01", "4294967296", "99999999999", "0x10", "1a"};
    uint32_t Value;
    for (size_t i = 0; i < sizeof(Bad) / sizeof(Bad[0]); ++i)
        CHECK(!StoreParseDecimal(Bad[i], &Value));
    CHECK(StoreParseDecimal("0", &Value) && Value == 0);
    CHECK(StoreParseDecimal("51712", &Value) && Value == 51712);
    CHECK(StoreParseDecimal("4294967295", &Value) && Value == UINT32_MAX);
}

int main(void)
{
    RUN(Receive_WhenMessagesComeInPieces_JoinsThem);
    RUN(Receive_WhenTwoMessagesStandInTheRing_GivesBoth);
    RUN(Receive_WhenLengthIsTooLong_IsBroken);
    RUN(Receive_WhenProducerIsTooFar_IsBroken);
    RUN(Receive_WhenStoreAltersOurIndex_GoesOnFromOurs);
    RUN(Send_WhenRingIsFull_PutsTheRestLater);
    RUN(Send_WhenConsumerLies_IsBroken);
    RUN(Receive_WhenStoreWritesAnything_StaysInBounds);
    RUN(Error_WhenNameIsKnown_IsTold);
    RUN(Decimal_WhenNotPlain_IsRefused);
    return CheckFinish("test_store_wire");
}
