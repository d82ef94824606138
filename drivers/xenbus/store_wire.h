// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#pragma once

#include <stdint.h>
#include "core/xen/xs_wire.h"

/*
 * Messages of xenstore over their ring: pure, no NT header, tested on the host. The ring has 1024 bytes a direction
 * and a message may have 16 + 4096, so that messages pass in pieces. The store's side is not trusted: an index that
 * cannot be, or a length over XS_PAYLOAD_MAX, breaks the wire for good.
 */
typedef enum STORE_WIRE_RESULT
{
    StoreWireEmpty,   /* nothing whole is there yet */
    StoreWireMessage, /* Header and Payload hold a message */
    StoreWireBroken
} STORE_WIRE_RESULT;

typedef struct STORE_WIRE
{
    XS_RING *Ring;
    uint32_t Sent; /* our two indices; the copies in the page are for the store, which could alter them */
    uint32_t Received;
    uint32_t Have; /* bytes of the message being received, header included */
    XS_HEADER Header;
    uint8_t Payload[XS_PAYLOAD_MAX + 1]; /* Header.Length bytes and one NUL, for whoever reads a string */
} STORE_WIRE;

void StoreWireStart(STORE_WIRE *Wire, XS_RING *Ring);

/* Takes what is there. After StoreWireMessage the next call starts on the next message. */
STORE_WIRE_RESULT StoreWireReceive(STORE_WIRE *Wire);

/* Puts as many of Bytes as there is room for. Returns their count (0 = no room now), or -1 where the ring is broken. */
int32_t StoreWireSend(STORE_WIRE *Wire, const void *Data, uint32_t Bytes);

/* An error's name, as XS_ERROR carries it. */
typedef enum STORE_WIRE_ERROR
{
    StoreErrorOther,
    StoreErrorNoEntry,   /* ENOENT */
    StoreErrorAgain,     /* EAGAIN: do the transaction again */
    StoreErrorAccess,    /* EACCES, EPERM */
    StoreErrorExists,    /* EEXIST */
    StoreErrorNoSpace,   /* ENOSPC, E2BIG, ENOMEM */
    StoreErrorInvalid,   /* EINVAL */
    StoreErrorNoFunction /* ENOSYS */
} STORE_WIRE_ERROR;

STORE_WIRE_ERROR StoreWireError(const uint8_t *Payload, uint32_t Length);

/* A decimal number without sign, blank or leading zero, up to 2^32 - 1. Nonzero on success. */
int StoreParseDecimal(const char *Text, uint32_t *Value);
