// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#pragma once

/*
 * The control device of the guest service (nt/xenbus_ioctl.h). It lives from the bus's start to its removal; a handle
 * that is still open then keeps the device object, whose every request fails. Locks: Mutex guards Bus and is held
 * while a request uses the bus, so that ControlStop waits for it, and while a request of the host is handed over, so
 * that it is handed over once; QueueLock is the cancel-safe queue's, a leaf.
 */
typedef struct BUS BUS;

_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS ControlStart(_Inout_ BUS *Bus);
_IRQL_requires_max_(PASSIVE_LEVEL) VOID ControlStop(_Inout_ BUS *Bus);

/* control/shutdown has changed: hands what it asks to the waiting caller, or tells why not. */
_IRQL_requires_max_(PASSIVE_LEVEL) VOID ControlShutdownChanged(_Inout_ BUS *Bus);

/* IRP_MJ_CREATE, _CLEANUP, _CLOSE and _DEVICE_CONTROL of the control device. */
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS ControlDispatch(_In_ PDEVICE_OBJECT Device, _Inout_ PIRP Irp);
