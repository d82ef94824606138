// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: NT glue

#pragma once

/*
 * The contract between the bus driver (xenbus.sys) and its children (xenvbd.sys, xennet.sys). Include after a family
 * header.
 *
 * A child sends IRP_MN_QUERY_INTERFACE with OVM_XENBUS_INTERFACE_GUID, Size = sizeof(XENBUS_INTERFACE) and
 * Version = XENBUS_INTERFACE_VERSION to its PDO. The bus fills the table, or fails with STATUS_NOT_SUPPORTED (nobody
 * knows the GUID: the PDO is not ours, or a bus of another release) or STATUS_REVISION_MISMATCH (size or version
 * differ). The child then refuses to start with one event (OVM_EVENT_INTERFACE_MISMATCH). The drivers ship together,
 * so there is one version; when a field is added, removed or changes meaning, it grows and the GUID becomes another.
 *
 * The table is referenced for the child; the child calls InterfaceDereference when it stops, after which no function
 * of the table may be called. Everything opened through the table is closed by the child before that. Every function
 * takes Context, as it stands in the table, first. All strings are narrow, end in NUL and are xenstore's own bytes:
 * the backend and the host may write anything into a value, so that every value is data to be checked.
 *
 * Paths: "device/vif/0/state" is relative to the guest's home; "/local/domain/3/backend/vif/7/0/state" is absolute.
 */

#define XENBUS_INTERFACE_VERSION 1

/* {6F2C1B0E-3D54-4E0B-9A7D-51D8C6A3E0F4} */
#define OVM_XENBUS_INTERFACE_GUID                                                                                      \
    {                                                                                                                  \
        0x6f2c1b0e, 0x3d54, 0x4e0b,                                                                                    \
        {                                                                                                              \
            0x9a, 0x7d, 0x51, 0xd8, 0xc6, 0xa3, 0xe0, 0xf4                                                             \
        }                                                                                                              \
    }

/* Ids of the two kinds of child. One PDO OVMBUS\VBD stands for all disks; each NIC has a PDO OVMBUS\VIF of its own. */
#define XENBUS_VBD_DEVICE_ID L"OVMBUS\\VBD"
#define XENBUS_VIF_DEVICE_ID L"OVMBUS\\VIF"

#define XENBUS_PATH_BYTES    64u   /* "device/vbd/268439552" and the like, NUL included */
#define XENBUS_VALUE_BYTES   4097u /* xs_wire.h: no value is longer than XENSTORE_PAYLOAD_MAX; with a NUL */
#define XENBUS_MAX_FRONTENDS 40u   /* never more are listed */

/* One front end that this child serves. */
typedef struct _XENBUS_FRONTEND
{
    ULONG Handle;                 /* 51712 of device/vbd/51712; the NIC's number of device/vif/0 */
    CHAR Path[XENBUS_PATH_BYTES]; /* relative to the guest's home */
} XENBUS_FRONTEND;

typedef struct _XENBUS_WATCH XENBUS_WATCH; /* opaque */
typedef struct _XENBUS_EVENT XENBUS_EVENT; /* opaque */

/* A transaction of xenstore; 0 = none. */
typedef ULONG XENBUS_TRANSACTION;
#define XENBUS_NO_TRANSACTION 0u

/* A grant reference; 0 is never handed out. */
typedef ULONG XENBUS_GRANT;

/* What became of the emulated devices in this boot. A child shows its devices to Windows only when it says Done. */
typedef enum _XENBUS_UNPLUG
{
    XenbusUnplugAbsent = 0, /* the platform device does not speak the unplug protocol */
    XenbusUnplugNotArmed, /* emulated devices are in use: the child has not confirmed, or came too late in this boot */
    XenbusUnplugRefused,  /* the host has blacklisted this driver */
    XenbusUnplugDone      /* unplugged in this boot */
} XENBUS_UNPLUG;

/* The list of front ends may have changed: read it again. */
typedef _IRQL_requires_max_(PASSIVE_LEVEL) VOID NTAPI XENBUS_FRONTENDS_CHANGED(_In_ PVOID CallbackContext);

/*
 * The watched node, or one below it, may have changed: read again. xenstore fires every watch once by itself when it is
 * set. Path is the path that was watched; events that come before the callback runs are one.
 */
typedef _IRQL_requires_max_(PASSIVE_LEVEL) VOID NTAPI XENBUS_WATCH_FIRED(_In_ PVOID CallbackContext, _In_z_ PCSTR Path);

/* The remote end notified this channel at least once since the last call. Runs in a DPC, never twice at a time. */
typedef _IRQL_requires_(DISPATCH_LEVEL) VOID NTAPI XENBUS_EVENT_FIRED(_In_ PVOID CallbackContext);

typedef struct _XENBUS_INTERFACE
{
    INTERFACE Interface; /* Size, Version, Context, InterfaceReference, InterfaceDereference */

    /*
     * Front ends. A NIC's PDO always lists one. The disks' PDO lists those that the limits admit (40 disks and NICs,
     * disks first), and none at all while the emulated disks are in use. STATUS_BUFFER_TOO_SMALL tells the Count
     * needed. One callback per child; NULL removes it and waits until it is not running. Not callable from the
     * callback.
     */
    _IRQL_requires_max_(PASSIVE_LEVEL)
        NTSTATUS(NTAPI *FrontendList)(_In_ PVOID Context, _In_ ULONG Capacity,
                                      _Out_writes_to_(Capacity, *Count) XENBUS_FRONTEND *Frontends, _Out_ ULONG *Count);
    _IRQL_requires_max_(PASSIVE_LEVEL)
        NTSTATUS(NTAPI *FrontendNotify)(_In_ PVOID Context, _In_opt_ XENBUS_FRONTENDS_CHANGED *Callback,
                                        _In_opt_ PVOID CallbackContext);

    /*
     * xenstore. Every call waits for the answer. Errors: STATUS_OBJECT_NAME_NOT_FOUND (ENOENT), STATUS_RETRY (EAGAIN,
     * StoreEnd only: do the whole transaction again), STATUS_ACCESS_DENIED, STATUS_BUFFER_TOO_SMALL (Bytes = needed,
     * NUL included), STATUS_DEVICE_NOT_READY (the store is gone), STATUS_IO_TIMEOUT (no answer in 30 s),
     * STATUS_OBJECT_NAME_COLLISION (EEXIST), STATUS_INVALID_PARAMETER (EINVAL, or longer than a message may be),
     * STATUS_INSUFFICIENT_RESOURCES (ENOSPC and no memory), STATUS_UNSUCCESSFUL (any other answer).
     * StoreRead ends the value in NUL; a value with a NUL inside keeps it, and Bytes (with the last NUL) tells.
     * StoreList gives names one after the other, each ended by NUL, and one more NUL.
     */
    _IRQL_requires_max_(PASSIVE_LEVEL)
        NTSTATUS(NTAPI *StoreRead)(_In_ PVOID Context, _In_ XENBUS_TRANSACTION Transaction, _In_z_ PCSTR Path,
                                   _Out_writes_bytes_to_(Capacity, *Bytes) PSTR Value, _In_ ULONG Capacity,
                                   _Out_ ULONG *Bytes);
    _IRQL_requires_max_(PASSIVE_LEVEL)
        NTSTATUS(NTAPI *StoreWrite)(_In_ PVOID Context, _In_ XENBUS_TRANSACTION Transaction, _In_z_ PCSTR Path,
                                    _In_z_ PCSTR Value);
    _IRQL_requires_max_(PASSIVE_LEVEL)
        NTSTATUS(NTAPI *StoreRemove)(_In_ PVOID Context, _In_ XENBUS_TRANSACTION Transaction, _In_z_ PCSTR Path);
    _IRQL_requires_max_(PASSIVE_LEVEL)
        NTSTATUS(NTAPI *StoreList)(_In_ PVOID Context, _In_ XENBUS_TRANSACTION Transaction, _In_z_ PCSTR Path,
                                   _Out_writes_bytes_to_(Capacity, *Bytes) PSTR Names, _In_ ULONG Capacity,
                                   _Out_ ULONG *Bytes);
    _IRQL_requires_max_(PASSIVE_LEVEL)
        NTSTATUS(NTAPI *StoreBegin)(_In_ PVOID Context, _Out_ XENBUS_TRANSACTION *Transaction);
    _IRQL_requires_max_(PASSIVE_LEVEL)
        NTSTATUS(NTAPI *StoreEnd)(_In_ PVOID Context, _In_ XENBUS_TRANSACTION Transaction, _In_ BOOLEAN Commit);
    /*
     * Callbacks run one at a time on the bus driver's own thread. StoreUnwatch returns when the callback is not and
     * will not be running, except when it is called from that very callback; hold no lock that the callback takes.
     */
    _IRQL_requires_max_(PASSIVE_LEVEL)
        NTSTATUS(NTAPI *StoreWatch)(_In_ PVOID Context, _In_z_ PCSTR Path, _In_ XENBUS_WATCH_FIRED *Callback,
                                    _In_opt_ PVOID CallbackContext, _Out_ XENBUS_WATCH **Watch);
    _IRQL_requires_max_(PASSIVE_LEVEL) VOID(NTAPI *StoreUnwatch)(_In_ PVOID Context, _In_ XENBUS_WATCH *Watch);

    /*
     * Grants (table version 1). References are reserved ahead, all or none, and then used without locks or failure on
     * the I/O path. GrantRevoke fails with STATUS_DEVICE_BUSY while the backend still maps the page: the page and the
     * reference then stay where they are. A shared reference may not be given back.
     */
    _IRQL_requires_max_(DISPATCH_LEVEL)
        NTSTATUS(NTAPI *GrantReserve)(_In_ PVOID Context, _In_ ULONG Count, _Out_writes_(Count) XENBUS_GRANT *Grants);
    _IRQL_requires_max_(DISPATCH_LEVEL)
        VOID(NTAPI *GrantUnreserve)(_In_ PVOID Context, _In_ ULONG Count, _In_reads_(Count) const XENBUS_GRANT *Grants);
    VOID(NTAPI *GrantShare)
    (_In_ PVOID Context, _In_ XENBUS_GRANT Grant, _In_ USHORT RemoteDomain, _In_ ULONG PageFrame,
     _In_ BOOLEAN ReadOnly);
    _Must_inspect_result_ NTSTATUS(NTAPI *GrantRevoke)(_In_ PVOID Context, _In_ XENBUS_GRANT Grant);

    /*
     * Event channels. EventOpen makes an unbound port for RemoteDomain to bind; EventPort is the number to write into
     * the front end's directory. Work is spread over the processors: each channel has a DPC on one of them.
     * EventClose returns when the callback is not and will not be running; it may not be called from the callback.
     */
    _IRQL_requires_max_(PASSIVE_LEVEL)
        NTSTATUS(NTAPI *EventOpen)(_In_ PVOID Context, _In_ USHORT RemoteDomain, _In_ XENBUS_EVENT_FIRED *Callback,
                                   _In_opt_ PVOID CallbackContext, _Out_ XENBUS_EVENT **Event);
    ULONG(NTAPI *EventPort)(_In_ PVOID Context, _In_ const XENBUS_EVENT *Event);
    VOID(NTAPI *EventNotify)(_In_ PVOID Context, _In_ const XENBUS_EVENT *Event);
    _IRQL_requires_max_(PASSIVE_LEVEL) VOID(NTAPI *EventClose)(_In_ PVOID Context, _In_ XENBUS_EVENT *Event);

    /*
     * The two keys of unplugging. A child calls UnplugConfirm after a start that succeeded: from the next boot on, and
     * as long as its service is there and starts with the system, the emulated twins of its devices are unplugged.
     */
    XENBUS_UNPLUG(NTAPI *UnplugState)(_In_ PVOID Context);
    _IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS(NTAPI *UnplugConfirm)(_In_ PVOID Context);

    /* One line into the host's log of this guest (the device model's), cut to 120 characters; limited in rate. */
    _IRQL_requires_max_(DISPATCH_LEVEL) VOID(NTAPI *HostLog)(_In_ PVOID Context, _In_z_ PCSTR Line);
} XENBUS_INTERFACE;
