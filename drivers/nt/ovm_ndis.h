// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: NT glue

#pragma once

/*
 * Family header "ndis": the first include of every .c of the network driver, and their precompiled header. The build
 * defines NDIS_MINIPORT_DRIVER and NDIS51_MINIPORT (5.2), NDIS60_MINIPORT (6.0) or NDIS620_MINIPORT (6.1 and later).
 *
 * mingw-w64 10 contradicts itself: ntddndis.h and ndis.h both define NDIS_REQUEST_TYPE, ndis.h uses packet types of
 * NDIS 5 in an NDIS 6 build, one prototype lacks a comma, and everything that an NDIS 6 miniport registers with is
 * missing (nt/ndis6.h has it). Its NDIS_DEVICE_PNP_EVENT lacks members, so that those it has are numbered wrongly. With
 * the WDK none of this happens.
 */

#include "nt/kernel.h"

#include OVM_OS_HEADER

#ifdef __MINGW64_VERSION_MAJOR

/* ntddndis.h takes the version from names for user mode and says 0 otherwise; ndis.h then believes it. */
#ifndef NDIS51_MINIPORT
#define NDIS_SUPPORT_NDIS6 1
#ifndef NDIS60_MINIPORT
#define NDIS_SUPPORT_NDIS61  1
#define NDIS_SUPPORT_NDIS620 1
#endif
#endif
/* ndis.h: PNDIS_PACKET and PNDIS_REQUEST stand in prototypes outside every #if. */
#define NDIS_LEGACY_DRIVER             1
#define NDIS_SUPPORT_60_COMPATIBLE_API 1
/* ndis.h: the comma between the two parameters is missing; nothing here is a WAN. */
#define NdisMWanIndicateReceiveComplete(x) MingwBrokenDeclaration(NDIS_HANDLE Adapter, NDIS_HANDLE Link)

#define NdisDevicePnPEventSurpriseRemoved     MingwPnPEventSurpriseRemoved
#define NdisDevicePnPEventPowerProfileChanged MingwPnPEventPowerProfileChanged
#define NdisDevicePnPEventMaximum             MingwPnPEventMaximum

#define _NDIS_REQUEST_TYPE          MINGW_REQUEST_TYPE_TAG
#define NDIS_REQUEST_TYPE           MINGW_REQUEST_TYPE
#define PNDIS_REQUEST_TYPE          MINGW_REQUEST_TYPE_POINTER
#define NdisRequestQueryInformation MingwRequestQueryInformation
#define NdisRequestSetInformation   MingwRequestSetInformation
#define NdisRequestQueryStatistics  MingwRequestQueryStatistics
#define NdisRequestOpen             MingwRequestOpen
#define NdisRequestClose            MingwRequestClose
#define NdisRequestSend             MingwRequestSend
#define NdisRequestTransferData     MingwRequestTransferData
#define NdisRequestReset            MingwRequestReset
#define NdisRequestGeneric1         MingwRequestGeneric1
#define NdisRequestGeneric2         MingwRequestGeneric2
#define NdisRequestGeneric3         MingwRequestGeneric3
#define NdisRequestGeneric4         MingwRequestGeneric4
#define NdisRequestMethod           MingwRequestMethod
#include <ntddndis.h>
#undef _NDIS_REQUEST_TYPE
#undef NDIS_REQUEST_TYPE
#undef PNDIS_REQUEST_TYPE
#undef NdisRequestQueryInformation
#undef NdisRequestSetInformation
#undef NdisRequestQueryStatistics
#undef NdisRequestOpen
#undef NdisRequestClose
#undef NdisRequestSend
#undef NdisRequestTransferData
#undef NdisRequestReset
#undef NdisRequestGeneric1
#undef NdisRequestGeneric2
#undef NdisRequestGeneric3
#undef NdisRequestGeneric4
#undef NdisRequestMethod

#endif /* __MINGW64_VERSION_MAJOR */

#include <ndis.h>

#ifdef __MINGW64_VERSION_MAJOR
#undef NdisDevicePnPEventSurpriseRemoved
#undef NdisDevicePnPEventPowerProfileChanged
#undef NdisDevicePnPEventMaximum
enum
{
    NdisDevicePnPEventQueryRemoved,
    NdisDevicePnPEventRemoved,
    NdisDevicePnPEventSurpriseRemoved,
    NdisDevicePnPEventQueryStopped,
    NdisDevicePnPEventStopped,
    NdisDevicePnPEventPowerProfileChanged,
    NdisDevicePnPEventMaximum
};
#endif

C_ASSERT(NdisDevicePnPEventSurpriseRemoved == 2);
C_ASSERT(NdisDevicePnPEventPowerProfileChanged == 5);

#ifndef NDIS_STRING_CONST
#define NDIS_STRING_CONST(Text) {sizeof(L##Text) - sizeof(WCHAR), sizeof(L##Text), L##Text}
#endif

#ifdef NDIS51_MINIPORT
/* NDIS 5's NdisMSendComplete, NdisMIndicateReceivePacket and NdisMIndicateStatus are macros that call through these.
 * The x86 numbers are those of ndis.sys's public symbols; the x64 ones are computed from the same members. */
C_ASSERT(FIELD_OFFSET(NDIS_MINIPORT_BLOCK, PacketIndicateHandler) == (sizeof(PVOID) == 8 ? 0x1B0 : 0x0E8));
C_ASSERT(FIELD_OFFSET(NDIS_MINIPORT_BLOCK, SendCompleteHandler) == (sizeof(PVOID) == 8 ? 0x1B8 : 0x0EC));
C_ASSERT(FIELD_OFFSET(NDIS_MINIPORT_BLOCK, StatusHandler) == (sizeof(PVOID) == 8 ? 0x2B0 : 0x17C));
C_ASSERT(FIELD_OFFSET(NDIS_MINIPORT_BLOCK, StatusCompleteHandler) == (sizeof(PVOID) == 8 ? 0x2B8 : 0x180));
#else
#include "nt/ndis6.h"
#endif
