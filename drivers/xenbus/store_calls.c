// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#include "nt/ovm_wdm.h"
#include "nt/pool.h"
#include "xenbus/store_private.h"

static STORE_PIECE PieceOfString(_In_z_ PCSTR Text)
{
    /* With its NUL, by which the store ends paths. */
    const STORE_PIECE Piece = {Text, (ULONG)strlen(Text) + 1};
    return Piece;
}

/* For requests whose answer says no more than "OK". */
static NTSTATUS StoreDo(_Inout_ STORE *Store, _In_ ULONG Type, _In_ XENBUS_TRANSACTION Transaction,
                        _In_reads_(PieceCount) const STORE_PIECE *Pieces, _In_ ULONG PieceCount)
{
    STORE_REQUEST *Request;
    const NTSTATUS Status = StoreCall(Store, Type, Transaction, Pieces, PieceCount, &Request);
    if (NT_SUCCESS(Status))
        PoolFree(Request);
    return Status;
}

/* Asks about one path; the answer and one NUL go to Text. */
static NTSTATUS StoreAsk(_Inout_ STORE *Store, _In_ ULONG Type, _In_ XENBUS_TRANSACTION Transaction, _In_z_ PCSTR Path,
                         _Out_writes_bytes_to_(Capacity, *Bytes) PSTR Text, _In_ ULONG Capacity, _Out_ ULONG *Bytes)
{
    STORE_REQUEST *Request;
    const STORE_PIECE Piece = PieceOfString(Path);

    *Bytes = 0;
    NTSTATUS Status = StoreCall(Store, Type, Transaction, &Piece, 1, &Request);
    if (!NT_SUCCESS(Status))
        return Status;

    *Bytes = Request->Bytes + 1;
    if (*Bytes <= Capacity)
        RtlCopyMemory(Text, Request->Answer, *Bytes);
    else
        Status = STATUS_BUFFER_TOO_SMALL;
    PoolFree(Request);
    return Status;
}

_Use_decl_annotations_ NTSTATUS StoreRead(STORE *Store, XENBUS_TRANSACTION Transaction, PCSTR Path, PSTR Value,
                                          ULONG Capacity, ULONG *Bytes)
{
    return StoreAsk(Store, XS_READ, Transaction, Path, Value, Capacity, Bytes);
}

_Use_decl_annotations_ NTSTATUS StoreList(STORE *Store, XENBUS_TRANSACTION Transaction, PCSTR Path, PSTR Names,
                                          ULONG Capacity, ULONG *Bytes)
{
    /* The store's answer is the names, each with its NUL: with one more it ends as a list does. */
    return StoreAsk(Store, XS_DIRECTORY, Transaction, Path, Names, Capacity, Bytes);
}

_Use_decl_annotations_ NTSTATUS StoreWrite(STORE *Store, XENBUS_TRANSACTION Transaction, PCSTR Path, PCSTR Value)
{
    /* docs/misc/xenstore.txt: the value is what follows the path's NUL, and has none itself. */
    const STORE_PIECE Pieces[] = {PieceOfString(Path), {Value, (ULONG)strlen(Value)}};
    return StoreDo(Store, XS_WRITE, Transaction, Pieces, ARRAYSIZE(Pieces));
}

_Use_decl_annotations_ NTSTATUS StoreRemove(STORE *Store, XENBUS_TRANSACTION Transaction, PCSTR Path)
{
    const STORE_PIECE Piece = PieceOfString(Path);
    return StoreDo(Store, XS_RM, Transaction, &Piece, 1);
}

_Use_decl_annotations_ NTSTATUS StoreBegin(STORE *Store, XENBUS_TRANSACTION *Transaction)
{
    STORE_REQUEST *Request;
    const STORE_PIECE Empty = PieceOfString("");

    *Transaction = XENBUS_NO_TRANSACTION;
    NTSTATUS Status = StoreCall(Store, XS_TRANSACTION_START, XENBUS_NO_TRANSACTION, &Empty, 1, &Request);
    if (!NT_SUCCESS(Status))
        return Status;

    UINT32 Id;
    if (StoreParseDecimal((PCSTR)Request->Answer, &Id) && Id != XENBUS_NO_TRANSACTION)
        *Transaction = Id;
    else
        Status = STATUS_UNSUCCESSFUL;
    PoolFree(Request);
    return Status;
}

_Use_decl_annotations_ NTSTATUS StoreEnd(STORE *Store, XENBUS_TRANSACTION Transaction, BOOLEAN Commit)
{
    const STORE_PIECE Piece = PieceOfString(Commit ? "T" : "F");
    return StoreDo(Store, XS_TRANSACTION_END, Transaction, &Piece, 1);
}
