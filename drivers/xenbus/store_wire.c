// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#include "xenbus/store_wire.h"
#include "core/xen/access.h"

#define HEADER_BYTES ((uint32_t)sizeof(XS_HEADER))

static uint32_t Smaller(uint32_t A, uint32_t B)
{
    return A < B ? A : B;
}

void StoreWireStart(STORE_WIRE *Wire, XS_RING *Ring)
{
    Wire->Ring = Ring;
    Wire->Sent = SharedRead32Acquire(&Ring->RequestProducer);
    Wire->Received = SharedRead32Acquire(&Ring->ResponseConsumer);
    Wire->Have = 0;
}

/* Copies up to Wanted bytes out of the response ring; -1 where its indices cannot be. */
static int32_t ReceiveBytes(STORE_WIRE *Wire, uint8_t *To, uint32_t Wanted)
{
    XS_RING *Ring = Wire->Ring;
    const uint32_t Filled = SharedRead32Acquire(&Ring->ResponseProducer) - Wire->Received;
    if (Filled > XS_RING_BYTES)
        return -1;

    const uint32_t Take = Smaller(Filled, Wanted);
    const uint32_t Start = Wire->Received & (XS_RING_BYTES - 1);
    const uint32_t First = Smaller(Take, XS_RING_BYTES - Start);
    SharedCopyIn(To, &Ring->Response[Start], First);
    SharedCopyIn(To + First, &Ring->Response[0], Take - First);

    /* Release: the bytes are copied before the store may write over them. */
    Wire->Received += Take;
    SharedWrite32Release(&Ring->ResponseConsumer, Wire->Received);
    return (int32_t)Take;
}

STORE_WIRE_RESULT StoreWireReceive(STORE_WIRE *Wire)
{
    for (;;)
    {
        uint8_t *To;
        uint32_t Wanted;
        if (Wire->Have < HEADER_BYTES)
        {
            To = (uint8_t *)&Wire->Header + Wire->Have;
            Wanted = HEADER_BYTES - Wire->Have;
        }
        else
        {
            if (Wire->Header.Length > XS_PAYLOAD_MAX)
                return StoreWireBroken;
            const uint32_t Payload = Wire->Have - HEADER_BYTES;
            To = Wire->Payload + Payload;
            Wanted = Wire->Header.Length - Payload;
        }

        if (Wanted == 0)
        {
            Wire->Payload[Wire->Header.Length] = 0;
            Wire->Have = 0;
            return StoreWireMessage;
        }

        const int32_t Took = ReceiveBytes(Wire, To, Wanted);
        if (Took < 0)
            return StoreWireBroken;
        if (Took == 0)
            return StoreWireEmpty;
        Wire->Have += (uint32_t)Took;
    }
}

int32_t StoreWireSend(STORE_WIRE *Wire, const void *Data, uint32_t Bytes)
{
    XS_RING *Ring = Wire->Ring;
    const uint32_t Filled = Wire->Sent - SharedRead32Acquire(&Ring->RequestConsumer);
    if (Filled > XS_RING_BYTES)
        return -1;

    const uint32_t Put = Smaller(Bytes, XS_RING_BYTES - Filled);
    const uint32_t Start = Wire->Sent & (XS_RING_BYTES - 1);
    const uint32_t First = Smaller(Put, XS_RING_BYTES - Start);
    SharedCopyOut(&Ring->Request[Start], Data, First);
    SharedCopyOut(&Ring->Request[0], (const uint8_t *)Data + First, Put - First);

    /* Release: the bytes are there before the store is told of them. */
    Wire->Sent += Put;
    SharedWrite32Release(&Ring->RequestProducer, Wire->Sent);
    return (int32_t)Put;
}

static int SameText(const uint8_t *Payload, uint32_t Length, const char *Name)
{
    uint32_t i = 0;
    for (; Name[i] != '\0'; ++i)
    {
        if (i >= Length || Payload[i] != (uint8_t)Name[i])
            return 0;
    }
    return i == Length || Payload[i] == 0;
}

STORE_WIRE_ERROR StoreWireError(const uint8_t *Payload, uint32_t Length)
{
    static const struct
    {
        char Name[8];
        STORE_WIRE_ERROR Error;
    } Names[] = {
        {"ENOENT", StoreErrorNoEntry},    {"EAGAIN", StoreErrorAgain},   {"EACCES", StoreErrorAccess},
        {"EPERM", StoreErrorAccess},      {"EEXIST", StoreErrorExists},  {"ENOSPC", StoreErrorNoSpace},
        {"E2BIG", StoreErrorNoSpace},     {"ENOMEM", StoreErrorNoSpace}, {"EINVAL", StoreErrorInvalid},
        {"ENOSYS", StoreErrorNoFunction},
    };

    for (uint32_t i = 0; i < sizeof(Names) / sizeof(Names[0]); ++i)
    {
        if (SameText(Payload, Length, Names[i].Name))
            return Names[i].Error;
    }
    return StoreErrorOther;
}

int StoreParseDecimal(const char *Text, uint32_t *Value)
{
    if (Text[0] < '0' || Text[0] > '9' || (Text[0] == '0' && Text[1] != '\0'))
        return 0;

    uint32_t Result = 0;
    for (; *Text >= '0' && *Text <= '9'; ++Text)
    {
        const uint32_t Digit = (uint32_t)(*Text - '0');
        if (Result > (UINT32_MAX - Digit) / 10)
            return 0;
        Result = Result * 10 + Digit;
    }
    if (*Text != '\0')
        return 0;
    *Value = Result;
    return 1;
}
