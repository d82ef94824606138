// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: public interface of Xen

#pragma once

#include <stddef.h>
#include <stdint.h>

/* public/io/xs_wire.h, Xen 4.1 to 4.4 */
#define XS_DIRECTORY         1u
#define XS_READ              2u
#define XS_WATCH             4u
#define XS_UNWATCH           5u
#define XS_TRANSACTION_START 6u
#define XS_TRANSACTION_END   7u
#define XS_WRITE             11u
#define XS_RM                13u
#define XS_WATCH_EVENT       15u
#define XS_ERROR             16u

#define XS_PAYLOAD_MAX  4096u /* a longer one kills the connection */
#define XS_ABS_PATH_MAX 3072u

#define XS_RING_BYTES 1024u

typedef struct XS_HEADER
{
    uint32_t Type;
    uint32_t RequestId;   /* echoed in the answer */
    uint32_t Transaction; /* 0 = none */
    uint32_t Length;      /* of the payload that follows */
} XS_HEADER;

/* The page. Indices run freely and are taken modulo XS_RING_BYTES. The store's side can write anything here at any
 * time. */
typedef struct XS_RING
{
    volatile uint8_t Request[XS_RING_BYTES];
    volatile uint8_t Response[XS_RING_BYTES];
    volatile uint32_t RequestConsumer, RequestProducer;
    volatile uint32_t ResponseConsumer, ResponseProducer;
} XS_RING;

_Static_assert(sizeof(XS_HEADER) == 16, "xs_wire.h: xsd_sockmsg");
_Static_assert(offsetof(XS_RING, RequestConsumer) == 2048, "xs_wire.h: req_cons");
_Static_assert(offsetof(XS_RING, ResponseProducer) == 2060, "xs_wire.h: rsp_prod");
