// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: sample tree of the toolset's tests
#pragma once

#define OS_NAME "6.0"
