// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: public interface of Xen

#pragma once

#include <stddef.h>
#include <stdint.h>

/* public/hvm/hvm_op.h and public/hvm/params.h, Xen 4.1 to 4.4 */
#define XEN_HVMOP_SET_PARAM 0u
#define XEN_HVMOP_GET_PARAM 1u

#define XEN_HVM_PARAM_CALLBACK_IRQ 0u
#define XEN_HVM_PARAM_STORE_PFN    1u
#define XEN_HVM_PARAM_STORE_EVTCHN 2u

/* Value of CALLBACK_IRQ: 0 is off; type 1 in bits 63:56 is a PCI INTx line, of which these Xens look at the device
 * (bits 15:11) and the pin (1:0, 0 = INTA) only. */
#define XEN_CALLBACK_NONE 0u
#define XEN_CALLBACK_PCI_INTX(Bus, Device, Function, Pin)                                                              \
    ((UINT64_C(1) << 56) | ((uint64_t)(Bus) << 16) | ((uint64_t)(Device) << 11) | ((uint64_t)(Function) << 8) |        \
     ((uint64_t)(Pin)&3u))

typedef struct XEN_HVM_PARAM
{
    uint16_t Domain;
    uint16_t Padding;
    uint32_t Index;
    uint64_t Value;
} XEN_HVM_PARAM;

_Static_assert(offsetof(XEN_HVM_PARAM, Value) == 8 && sizeof(XEN_HVM_PARAM) == 16, "hvm_op.h: xen_hvm_param");
