// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: a double of the bus driver, with xenstore, grants and event channels.
#pragma once

#include "tests/load/nt.h"

#define BUS_INTERFACE_VERSION 1

extern uint16_t BusVersion; // what the bus answers to; the tests change it

// Forgets everything; call before a driver is started.
void BusReset(void);

// xenstore. Paths are absolute; "/home/" stands before a relative one.
void StorePut(const char *Path, const char *Value);
void StorePutNumber(const char *Path, uint64_t Value);
bool StoreGet(const char *Path, char *Value, uint64_t Bytes);
uint64_t StoreGetNumber(const char *Path, uint64_t Otherwise);
void StoreDelete(const char *Path);

// What the bus lists for the driver.
void BusListFrontend(uint32_t Handle, const char *Path);
void BusUnlistFrontends(void);
extern unsigned BusUnplugConfirmed;

// Grants, from the backend's side. NULL for one that is not shared. A mapped one cannot be revoked.
void *GrantMap(uint32_t Grant, bool *ReadOnly);
void GrantUnmap(uint32_t Grant);
unsigned GrantsShared(void);
unsigned GrantsReserved(void);

// Event channels. The backend's side of a port: what to call when the driver notifies, and how to notify the driver.
void PortServe(uint32_t Port, void (*Notified)(void *), void *Context);
void PortRaise(uint32_t Port);
unsigned PortsOpen(void);
