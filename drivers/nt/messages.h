// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: NT glue

#pragma once

/*
 * Identifiers of the event log's messages, the same in all three drivers. Layout of an identifier (winerror.h):
 * severity in bits 31:30 (1 informational, 2 warning, 3 error), bit 29 for ours, number in the low 16 bits. The texts
 * are in messages.rc.h, in this order. A number is never used again for another meaning.
 */
#define OVM_EVENT_STARTED      0x60000001
#define OVM_EVENT_UNPLUGGED    0x60000002
#define OVM_EVENT_HOST_REQUEST 0x60000003

#define OVM_EVENT_LEFT_OUT        0xA0000001
#define OVM_EVENT_RESTART_NEEDED  0xA0000002
#define OVM_EVENT_UNPLUG_REFUSED  0xA0000003
#define OVM_EVENT_HOST_NOT_SERVED 0xA0000004
#define OVM_EVENT_SLEEP_REFUSED   0xA0000005
#define OVM_EVENT_SUPPRESSED      0xA0000006

#define OVM_EVENT_NOT_ON_XEN         0xE0000001
#define OVM_EVENT_START_FAILED       0xE0000002
#define OVM_EVENT_INTERFACE_MISMATCH 0xE0000003
#define OVM_EVENT_STORE_BROKEN       0xE0000004
#define OVM_EVENT_BACKEND_BROKEN     0xE0000005
