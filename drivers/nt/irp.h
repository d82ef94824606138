// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: NT glue

#pragma once

/* The moves of an IRP through a stack, each with its rules about status and stack location in one place. */

/* Ends the IRP here. Returns Status, for the dispatch routine to return. */
_IRQL_requires_max_(DISPATCH_LEVEL) NTSTATUS IrpComplete(_Inout_ PIRP Irp, _In_ NTSTATUS Status);

/* Ends it with whatever status it came with: what a bus driver does with a request it does not know. */
_IRQL_requires_max_(DISPATCH_LEVEL) NTSTATUS IrpCompleteAsIs(_Inout_ PIRP Irp);

/* Hands it down untouched. The caller may not touch it afterwards. */
_IRQL_requires_max_(DISPATCH_LEVEL) NTSTATUS IrpPass(_In_ PDEVICE_OBJECT Lower, _Inout_ PIRP Irp);

/* Hands it down and waits until the lower drivers are done; the caller owns it again and must complete it. */
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS IrpPassAndWait(_In_ PDEVICE_OBJECT Lower, _Inout_ PIRP Irp);

/* Sends a PnP request of our own to the top of a device's stack and waits. The minor function and Parameters are taken
 * from Request; the status starts as STATUS_NOT_SUPPORTED, as PnP requests must. */
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS
    IrpSendPnp(_In_ PDEVICE_OBJECT Device, _In_ const IO_STACK_LOCATION *Request, _Out_opt_ ULONG_PTR *Information);
