// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: load tests, a model of xenstored

#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/xen/xs_wire.h"
#include "tests/load/xenbus/host/host.h"

/*
 * Written from docs/misc/xenstore.txt: one connection, a flat list of nodes, watches by prefix, transactions that
 * commit at once (or conflict when told to). It answers inside the notification, so that a run is the same every time.
 */
#define NODES_MAX   256
#define WATCHES_MAX 64

static struct
{
    char Path[128], Value[XS_PAYLOAD_MAX];
} Nodes[NODES_MAX];
static unsigned NodeCount;

static struct
{
    char Path[128], Token[64];
} Watches[WATCHES_MAX];
static unsigned WatchCount;

static union
{
    XS_RING Ring;
    uint8_t Bytes[4096];
} Page __attribute__((aligned(4096)));
#define Ring Page.Ring
static uint8_t Request[sizeof(XS_HEADER) + XS_PAYLOAD_MAX];
static uint32_t RequestBytes;
static uint8_t Output[1 << 16];
static uint32_t OutputBytes;
static int Silent, LieKind;
static uint32_t Conflicts, NextTransaction;
static pthread_mutex_t StoreLock = PTHREAD_MUTEX_INITIALIZER;

void *StoreRingPage(void)
{
    return &Page;
}

HOST_API void HostStoreReset(void)
{
    pthread_mutex_lock(&StoreLock);
    memset(&Ring, 0, sizeof(Ring));
    NodeCount = WatchCount = 0;
    RequestBytes = OutputBytes = 0;
    Silent = LieKind = 0;
    Conflicts = NextTransaction = 0;
    pthread_mutex_unlock(&StoreLock);
}

static void Copy(char *To, size_t Bytes, const char *From)
{
    if (strlen(From) >= Bytes)
        Die("xenstored: %zu bytes are too many for the model", strlen(From));
    strcpy(To, From);
}

static int Find(const char *Path)
{
    for (unsigned i = 0; i < NodeCount; ++i)
    {
        if (strcmp(Nodes[i].Path, Path) == 0)
            return (int)i;
    }
    return -1;
}

static void Answer(uint32_t Type, const XS_HEADER *To, const void *Payload, uint32_t Bytes)
{
    XS_HEADER Header = {.Type = Type, .Length = Bytes};
    if (To != NULL)
    {
        Header.RequestId = To->RequestId;
        Header.Transaction = To->Transaction;
    }
    if (LieKind == 1)
        Header.Length = XS_PAYLOAD_MAX + 1;
    if (OutputBytes + sizeof(Header) + Bytes > sizeof(Output))
        Die("xenstored: the guest reads nothing");
    memcpy(Output + OutputBytes, &Header, sizeof(Header));
    memcpy(Output + OutputBytes + sizeof(Header), Payload, Bytes);
    OutputBytes += (uint32_t)sizeof(Header) + Bytes;
}

static void Error(const XS_HEADER *To, const char *Name)
{
    Answer(XS_ERROR, To, Name, (uint32_t)strlen(Name) + 1);
}

static int Under(const char *Path, const char *Parent)
{
    const size_t Length = strlen(Parent);
    return strncmp(Path, Parent, Length) == 0 && (Path[Length] == '\0' || Path[Length] == '/');
}

static void Event(unsigned Watch, const char *Path)
{
    char Payload[256];
    const int Bytes = snprintf(Payload, sizeof(Payload), "%s%c%s", Path, 0, Watches[Watch].Token) + 1;
    Answer(XS_WATCH_EVENT, NULL, Payload, (uint32_t)Bytes);
}

static void Fire(const char *Path)
{
    for (unsigned i = 0; i < WatchCount; ++i)
    {
        if (Under(Path, Watches[i].Path))
            Event(i, Path);
    }
}

static void Set(const char *Path, const char *Value)
{
    int i = Find(Path);
    if (i < 0)
    {
        if (NodeCount == NODES_MAX)
            Die("xenstored: too many nodes");
        i = (int)NodeCount++;
        Copy(Nodes[i].Path, sizeof(Nodes[i].Path), Path);
    }
    Copy(Nodes[i].Value, sizeof(Nodes[i].Value), Value);
    Fire(Path);
}

static int RemoveTree(const char *Path)
{
    unsigned Kept = 0, Removed;
    for (unsigned i = 0; i < NodeCount; ++i)
    {
        if (!Under(Nodes[i].Path, Path))
            Nodes[Kept++] = Nodes[i];
    }
    Removed = NodeCount - Kept;
    NodeCount = Kept;
    if (Removed != 0)
        Fire(Path);
    return Removed != 0;
}

static void List(const XS_HEADER *Header, const char *Path)
{
    char Names[XS_PAYLOAD_MAX];
    uint32_t Bytes = 0;
    const size_t Length = strlen(Path);
    int Exists = 0;

    for (unsigned i = 0; i < NodeCount; ++i)
    {
        if (!Under(Nodes[i].Path, Path))
            continue;
        Exists = 1;
        if (Nodes[i].Path[Length] != '/')
            continue;
        const char *Name = Nodes[i].Path + Length + 1;
        const size_t NameLength = strcspn(Name, "/");
        int Seen = 0;
        for (uint32_t At = 0; At < Bytes; At += (uint32_t)strlen(Names + At) + 1)
            Seen |= strlen(Names + At) == NameLength && memcmp(Names + At, Name, NameLength) == 0;
        if (Seen)
            continue;
        memcpy(Names + Bytes, Name, NameLength);
        Names[Bytes + NameLength] = '\0';
        Bytes += (uint32_t)NameLength + 1;
    }
    if (Exists)
        Answer(XS_DIRECTORY, Header, Names, Bytes);
    else
        Error(Header, "ENOENT");
}

static void Watch(const XS_HEADER *Header, const char *Path, const char *Token)
{
    for (unsigned i = 0; i < WatchCount; ++i)
    {
        if (strcmp(Watches[i].Path, Path) == 0 && strcmp(Watches[i].Token, Token) == 0)
        {
            Error(Header, "EEXIST");
            return;
        }
    }
    Copy(Watches[WatchCount].Path, sizeof(Watches[0].Path), Path);
    Copy(Watches[WatchCount].Token, sizeof(Watches[0].Token), Token);
    /* The first event may come before the answer: xenstore.txt leaves the order open. */
    Event(WatchCount++, Path);
    Answer(XS_WATCH, Header, "OK", 3);
}

static void Unwatch(const XS_HEADER *Header, const char *Path, const char *Token)
{
    for (unsigned i = 0; i < WatchCount; ++i)
    {
        if (strcmp(Watches[i].Path, Path) != 0 || strcmp(Watches[i].Token, Token) != 0)
            continue;
        Watches[i] = Watches[--WatchCount];
        Answer(XS_UNWATCH, Header, "OK", 3);
        return;
    }
    Error(Header, "ENOENT");
}

static void Serve(const XS_HEADER *Header, char *Payload)
{
    char Text[16];
    const int Node = Header->Length == 0 ? -1 : Find(Payload);
    char *Second = Payload + strlen(Payload) + 1;

    switch (Header->Type)
    {
    case XS_READ:
        if (Node < 0)
            Error(Header, "ENOENT");
        else
            Answer(XS_READ, Header, Nodes[Node].Value, (uint32_t)strlen(Nodes[Node].Value));
        break;
    case XS_WRITE:
        Set(Payload, Second);
        Answer(XS_WRITE, Header, "OK", 3);
        break;
    case XS_RM:
        if (RemoveTree(Payload))
            Answer(XS_RM, Header, "OK", 3);
        else
            Error(Header, "ENOENT");
        break;
    case XS_DIRECTORY:
        List(Header, Payload);
        break;
    case XS_WATCH:
        Watch(Header, Payload, Second);
        break;
    case XS_UNWATCH:
        Unwatch(Header, Payload, Second);
        break;
    case XS_TRANSACTION_START:
        Answer(Header->Type, Header, Text, (uint32_t)snprintf(Text, sizeof(Text), "%u", ++NextTransaction) + 1);
        break;
    case XS_TRANSACTION_END:
        if (Conflicts != 0 && Payload[0] == 'T')
        {
            --Conflicts;
            Error(Header, "EAGAIN");
        }
        else
            Answer(Header->Type, Header, "OK", 3);
        break;
    default:
        Error(Header, "ENOSYS");
        break;
    }
}

/* Returns nonzero when bytes moved in either direction. */
static int Pump(void)
{
    int Moved = 0;
    while (!Silent && Ring.RequestConsumer != Ring.RequestProducer)
    {
        XS_HEADER Header;
        static char Payload[XS_PAYLOAD_MAX + 1];

        if (Ring.RequestProducer - Ring.RequestConsumer > XS_RING_BYTES)
            Die("xenstored: the guest's producer is %u ahead", Ring.RequestProducer - Ring.RequestConsumer);
        Request[RequestBytes++] = Ring.Request[Ring.RequestConsumer++ % XS_RING_BYTES];
        Moved = 1;
        if (RequestBytes < sizeof(Header))
            continue;
        memcpy(&Header, Request, sizeof(Header));
        if (Header.Length > XS_PAYLOAD_MAX)
            Die("xenstored: the guest sends %u bytes", Header.Length);
        if (RequestBytes < sizeof(Header) + Header.Length)
            continue;
        memcpy(Payload, Request + sizeof(Header), Header.Length);
        Payload[Header.Length] = '\0';
        RequestBytes = 0;
        Serve(&Header, Payload);
    }
    uint32_t Put = 0;
    while (Put < OutputBytes && Ring.ResponseProducer - Ring.ResponseConsumer < XS_RING_BYTES)
        Ring.Response[Ring.ResponseProducer++ % XS_RING_BYTES] = Output[Put++];
    memmove(Output, Output + Put, OutputBytes - Put);
    OutputBytes -= Put;
    if (LieKind == 2 && Put != 0)
        Ring.ResponseProducer += XS_RING_BYTES + 1;
    return Moved || Put != 0;
}

static void PumpAndNotify(void)
{
    if (Pump())
        MachineRaise(STORE_GUEST_PORT);
}

void StoreServe(void)
{
    pthread_mutex_lock(&StoreLock);
    PumpAndNotify();
    pthread_mutex_unlock(&StoreLock);
}

HOST_API void HostStoreWrite(const char *Path, const char *Value)
{
    pthread_mutex_lock(&StoreLock);
    Set(Path, Value);
    PumpAndNotify();
    pthread_mutex_unlock(&StoreLock);
}

HOST_API void HostStoreRemove(const char *Path)
{
    pthread_mutex_lock(&StoreLock);
    (void)RemoveTree(Path);
    PumpAndNotify();
    pthread_mutex_unlock(&StoreLock);
}

HOST_API int HostStoreRead(const char *Path, char *Value, uint32_t Bytes)
{
    pthread_mutex_lock(&StoreLock);
    const int Node = Find(Path);
    if (Node >= 0)
        snprintf(Value, Bytes, "%s", Nodes[Node].Value);
    pthread_mutex_unlock(&StoreLock);
    return Node >= 0;
}

HOST_API uint32_t HostStoreWatches(void)
{
    return WatchCount;
}

HOST_API void HostStoreSilence(int IsSilent)
{
    Silent = IsSilent;
}

HOST_API void HostStoreConflict(uint32_t N)
{
    Conflicts = N;
}

HOST_API void HostStoreLie(int Kind)
{
    LieKind = Kind;
}
