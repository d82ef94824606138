// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: public interface of Xen

#pragma once

/* docs/misc/hvm-emulated-unplug and public/hvm/pvdrivers.h: the platform device's fixed I/O ports */
#define XEN_UNPLUG_PORT_MAGIC 0x10u /* in, word: the magic; out, dword: the driver's build; out, word: the mask */
#define XEN_UNPLUG_PORT_PROTOCOL                                                                                       \
    0x12u /* in, byte: version of the protocol; out, byte: a log character; out, word: product */

#define XEN_UNPLUG_MAGIC       0x49D2u
#define XEN_UNPLUG_BLACKLISTED 0xD249u

#define XEN_UNPLUG_ALL_DISKS 0x1u /* IDE and SCSI disks, never CD-ROM drives */
#define XEN_UNPLUG_ALL_NICS  0x2u

/* pvdrivers.h has no number for this product; this one is set aside for such. */
#define XEN_UNPLUG_PRODUCT 0xFFFFu
