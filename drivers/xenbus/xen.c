// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#include "nt/ovm_wdm.h"
#include "nt/hypercall.h"
#include "core/xen/grant_table.h"
#include "core/xen/hypercall.h"
#include "xenbus/xen.h"

_Use_decl_annotations_ NTSTATUS XenGetParameter(UINT32 Index, UINT64 *Value)
{
    XEN_HVM_PARAM Parameter = {.Domain = XEN_DOMID_SELF, .Index = Index};
    const LONG_PTR Result = Hypercall2(XEN_HYPERCALL_HVM_OP, XEN_HVMOP_GET_PARAM, (ULONG_PTR)&Parameter);
    *Value = Result < 0 ? 0 : Parameter.Value;
    return HypercallStatus(Result);
}

_Use_decl_annotations_ NTSTATUS XenSetParameter(UINT32 Index, UINT64 Value)
{
    XEN_HVM_PARAM Parameter = {.Domain = XEN_DOMID_SELF, .Index = Index, .Value = Value};
    return HypercallStatus(Hypercall2(XEN_HYPERCALL_HVM_OP, XEN_HVMOP_SET_PARAM, (ULONG_PTR)&Parameter));
}

_Use_decl_annotations_ NTSTATUS XenMapPage(UINT32 Space, ULONG_PTR Index, ULONG_PTR GuestFrame)
{
    XEN_ADD_TO_PHYSMAP Request = {.Domain = XEN_DOMID_SELF, .Space = Space, .Index = Index, .GuestFrame = GuestFrame};
    return HypercallStatus(Hypercall2(XEN_HYPERCALL_MEMORY_OP, XEN_MEMORY_ADD_TO_PHYSMAP, (ULONG_PTR)&Request));
}

_Use_decl_annotations_ NTSTATUS XenGrantFrames(ULONG *MaxFrames)
{
    XEN_GNTTAB_QUERY_SIZE Query = {.Domain = XEN_DOMID_SELF};
    const LONG_PTR Result = Hypercall3(XEN_HYPERCALL_GRANT_TABLE_OP, XEN_GNTTABOP_QUERY_SIZE, (ULONG_PTR)&Query, 1);

    *MaxFrames = 0;
    if (Result < 0)
        return HypercallStatus(Result);
    if (Query.Status != 0)
        return STATUS_UNSUCCESSFUL;
    *MaxFrames = Query.MaxFrames;
    return STATUS_SUCCESS;
}

_Use_decl_annotations_ NTSTATUS XenEventAllocate(UINT16 RemoteDomain, ULONG *Port)
{
    XEN_EVTCHN_ALLOC_UNBOUND Request = {.Domain = XEN_DOMID_SELF, .RemoteDomain = RemoteDomain};
    const LONG_PTR Result = Hypercall2(XEN_HYPERCALL_EVENT_CHANNEL_OP, XEN_EVTCHNOP_ALLOC_UNBOUND, (ULONG_PTR)&Request);
    *Port = Result < 0 ? 0 : Request.Port;
    return HypercallStatus(Result);
}

/* Fails only for a port that is not open, which no caller passes; at any IRQL there is nobody to tell. */
static VOID EventOperation(_In_ ULONG Operation, _In_ ULONG Port)
{
    XEN_EVTCHN_PORT Request = {.Port = Port};
    (VOID) Hypercall2(XEN_HYPERCALL_EVENT_CHANNEL_OP, Operation, (ULONG_PTR)&Request);
}

_Use_decl_annotations_ VOID XenEventClose(ULONG Port)
{
    EventOperation(XEN_EVTCHNOP_CLOSE, Port);
}

_Use_decl_annotations_ VOID XenEventSend(ULONG Port)
{
    EventOperation(XEN_EVTCHNOP_SEND, Port);
}

_Use_decl_annotations_ VOID XenEventUnmask(ULONG Port)
{
    EventOperation(XEN_EVTCHNOP_UNMASK, Port);
}
