// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: NT glue

#pragma once

/*
 * Texts of the event log's messages, in the order of messages.h, as the entries of a message table (winnt.h,
 * MESSAGE_RESOURCE_ENTRY): length of the entry in bytes, text, padded to a multiple of four. The resource compiler
 * cannot count, so that the lengths stand here and the C compiler proves them (messages.c). %1 is the driver's name,
 * put in by the system; %2 is the line that the driver formats.
 */
#define OVM_MESSAGES_INFORMATION(OVM_MESSAGE)                                                                          \
    OVM_MESSAGE(64, L"The device was started. %2\r\n\0\0")                                                             \
    OVM_MESSAGE(240, L"The emulated disks or network adapters were disconnected for this boot; "                       \
                     L"the Oracle VM devices take their place. %2\r\n\0\0")                                            \
    OVM_MESSAGE(128, L"The host asked for a shutdown or restart of this guest. %2\r\n\0\0")

#define OVM_MESSAGES_WARNING(OVM_MESSAGE)                                                                              \
    OVM_MESSAGE(216, L"More disks or network adapters are configured than are supported, "                             \
                     L"and some are not shown to Windows. %2\r\n\0")                                                   \
    OVM_MESSAGE(208, L"Emulated devices are in use in this boot. "                                                     \
                     L"Restart Windows to use the Oracle VM devices instead. %2\r\n\0\0")                              \
    OVM_MESSAGE(184, L"The emulated devices could not be disconnected, so that Windows goes on using them. %2\r\n\0\0")\
    OVM_MESSAGE(100, L"A request of the host was not carried out. %2\r\n\0")                                           \
    OVM_MESSAGE(204, L"Sleep or hibernation was refused because the Oracle VM devices "                                \
                     L"could not be restored after it. %2\r\n\0")                                                      \
    OVM_MESSAGE(104, L"Events came too fast and some were left out. %2\r\n\0")

#define OVM_MESSAGES_ERROR(OVM_MESSAGE)                                                                                \
    OVM_MESSAGE(212, L"This computer is not a hardware-virtualized guest of Oracle VM or Xen; "                        \
                     L"the device was not started. %2\r\n\0")                                                          \
    OVM_MESSAGE(80, L"The device could not be started. %2\r\n\0")                                                      \
    OVM_MESSAGE(196, L"The drivers are of different releases. "                                                        \
                     L"Install one release of Oracle VM PV Drivers again. %2\r\n\0\0")                                 \
    OVM_MESSAGE(164, L"The connection to the host's configuration store failed. Restart Windows. %2\r\n\0\0")          \
    OVM_MESSAGE(216, L"The host's end of a device broke the protocol, "                                                \
                     L"and the device was disabled until it is reconnected. %2\r\n\0\0")

/* Offsets of the three blocks' entries in the table: a header of 4 + 3 * 12 bytes, then the entries one by one. */
#define OVM_MESSAGES_INFORMATION_OFFSET 40L
#define OVM_MESSAGES_WARNING_OFFSET     472L
#define OVM_MESSAGES_ERROR_OFFSET       1488L
