// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: NT glue

#include "nt/ovm_wdm.h"
#include "nt/messages.h"
#include "nt/messages.rc.h"

/* No code: proof of the numbers that the resource compiler takes on trust. sizeof counts one NUL more than stands. */
#define ENTRY_BYTES(Text)          (4 + sizeof(Text) - sizeof(WCHAR))
#define CHECK_LENGTH(Length, Text) C_ASSERT((Length) == ENTRY_BYTES(Text) && (Length) % 4 == 0);
#define ADD_LENGTH(Length, Text)   +(Length)
#define COUNT_ONE(Length, Text)    +1

OVM_MESSAGES_INFORMATION(CHECK_LENGTH)
OVM_MESSAGES_WARNING(CHECK_LENGTH)
OVM_MESSAGES_ERROR(CHECK_LENGTH)

C_ASSERT(OVM_MESSAGES_INFORMATION_OFFSET == 4 + 3 * 12);
C_ASSERT(OVM_MESSAGES_WARNING_OFFSET == OVM_MESSAGES_INFORMATION_OFFSET + OVM_MESSAGES_INFORMATION(ADD_LENGTH));
C_ASSERT(OVM_MESSAGES_ERROR_OFFSET == OVM_MESSAGES_WARNING_OFFSET + OVM_MESSAGES_WARNING(ADD_LENGTH));

C_ASSERT(OVM_EVENT_HOST_REQUEST == 0x60000000 + OVM_MESSAGES_INFORMATION(COUNT_ONE));
C_ASSERT(OVM_EVENT_SUPPRESSED == 0xA0000000 + OVM_MESSAGES_WARNING(COUNT_ONE));
C_ASSERT(OVM_EVENT_BACKEND_BROKEN == 0xE0000000 + OVM_MESSAGES_ERROR(COUNT_ONE));
