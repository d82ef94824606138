// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: a double of the bus driver: its table, grants and event channels.
#include "tests/load/bus_private.h"

#define GRANTS_MAX 65536
#define PORTS_MAX  128

static const uint8_t InterfaceGuid[16] = {0x0E, 0x1B, 0x2C, 0x6F, 0x54, 0x3D, 0x0B, 0x4E,
                                          0x9A, 0x7D, 0x51, 0xD8, 0xC6, 0xA3, 0xE0, 0xF4};

typedef void MS EVENT_FIRED(void *Context);

static struct
{
    bool Reserved, Shared, ReadOnly;
    unsigned Mapped;
    uint64_t Frame;
} Grants[GRANTS_MAX];

static struct PORT
{
    bool Open, Raised;
    EVENT_FIRED *Fired;
    void *Context;
    void (*Notified)(void *);
    void *ServerContext;
} Ports[PORTS_MAX];

static const void *BusyPort;

pthread_mutex_t BusLock = PTHREAD_MUTEX_INITIALIZER;
pthread_cond_t BusWork = PTHREAD_COND_INITIALIZER;
unsigned BusReferences;
uint16_t BusVersion = BUS_INTERFACE_VERSION;
unsigned BusUnplugConfirmed;

void BusEnter(const void *Context, unsigned MaximumIrql, const char *Routine)
{
    if (Context != ANY_CONTEXT)
        BROKEN("%s with another context", Routine);
    if (NtIrql() > MaximumIrql)
        BROKEN("%s at IRQL %u", Routine, NtIrql());
    if (BusReferences == 0)
        BROKEN("%s without a reference to the table", Routine);
    pthread_mutex_lock(&BusLock);
}

void BusLeave(void)
{
    pthread_mutex_unlock(&BusLock);
}

// ---- grants ----

static uint32_t MS GrantReserve(void *Context, uint32_t Count, uint32_t *List)
{
    static uint32_t Next = 8;
    BusEnter(Context, 2, "GrantReserve");
    for (uint32_t Index = 0; Index < Count; ++Index)
    {
        while (Grants[Next].Reserved)
            Next = Next + 1 < GRANTS_MAX ? Next + 1 : 8;
        Grants[Next].Reserved = true;
        List[Index] = Next;
    }
    BusLeave();
    return STATUS_OK;
}

static void MS GrantUnreserve(void *Context, uint32_t Count, const uint32_t *List)
{
    BusEnter(Context, 2, "GrantUnreserve");
    for (uint32_t Index = 0; Index < Count; ++Index)
    {
        if (!Grants[List[Index]].Reserved || Grants[List[Index]].Shared)
            BROKEN("grant %u given back while it is shared, or twice", List[Index]);
        Grants[List[Index]].Reserved = false;
    }
    BusLeave();
}

static void MS GrantShare(void *Context, uint32_t Grant, uint16_t Domain, uint32_t Frame, uint8_t ReadOnly)
{
    BusEnter(Context, 2, "GrantShare");
    if (!Grants[Grant].Reserved || Grants[Grant].Shared || Domain != 3)
        BROKEN("grant %u shared with domain %u", Grant, Domain);
    Grants[Grant].Shared = true;
    Grants[Grant].ReadOnly = ReadOnly != 0;
    Grants[Grant].Frame = Frame;
    BusLeave();
}

static uint32_t MS GrantRevoke(void *Context, uint32_t Grant)
{
    BusEnter(Context, 2, "GrantRevoke");
    if (!Grants[Grant].Shared)
        BROKEN("grant %u revoked twice", Grant);
    const uint32_t Status = Grants[Grant].Mapped != 0 ? STATUS_BUSY : STATUS_OK;
    if (Status == STATUS_OK)
        Grants[Grant].Shared = false;
    BusLeave();
    return Status;
}

void *GrantMap(uint32_t Grant, bool *ReadOnly)
{
    void *Page = NULL;
    pthread_mutex_lock(&BusLock);
    if (Grant < GRANTS_MAX && Grants[Grant].Shared)
    {
        ++Grants[Grant].Mapped;
        *ReadOnly = Grants[Grant].ReadOnly;
        Page = (void *)(Grants[Grant].Frame << 12);
    }
    pthread_mutex_unlock(&BusLock);
    return Page;
}

void GrantUnmap(uint32_t Grant)
{
    pthread_mutex_lock(&BusLock);
    --Grants[Grant].Mapped;
    pthread_mutex_unlock(&BusLock);
}

static unsigned GrantCount(bool Shared)
{
    unsigned Count = 0;
    pthread_mutex_lock(&BusLock);
    for (uint32_t Grant = 0; Grant < GRANTS_MAX; ++Grant)
        Count += Shared ? Grants[Grant].Shared : Grants[Grant].Reserved;
    pthread_mutex_unlock(&BusLock);
    return Count;
}

unsigned GrantsShared(void)
{
    return GrantCount(true);
}

unsigned GrantsReserved(void)
{
    return GrantCount(false);
}

// ---- event channels ----

static uint32_t MS EventOpen(void *Context, uint16_t Domain, EVENT_FIRED *Fired, void *CallbackContext,
                             struct PORT **Event)
{
    BusEnter(Context, 0, "EventOpen");
    if (Domain != 3)
        BROKEN("a port for domain %u", Domain);
    for (*Event = Ports + 1; (*Event)->Open; ++*Event)
        continue;
    **Event = (struct PORT){.Open = true, .Fired = Fired, .Context = CallbackContext};
    BusLeave();
    return STATUS_OK;
}

static uint32_t MS EventPort(void *Context, const struct PORT *Event)
{
    (void)Context;
    return (uint32_t)(Event - Ports);
}

static void MS EventNotify(void *Context, struct PORT *Event)
{
    BusEnter(Context, 2, "EventNotify");
    if (!Event->Open)
        BROKEN("a closed channel is notified");
    void (*const Notified)(void *) = Event->Notified;
    void *const Server = Event->ServerContext;
    BusLeave();
    if (Notified != NULL)
        Notified(Server);
}

static void MS EventClose(void *Context, struct PORT *Event)
{
    BusEnter(Context, 0, "EventClose");
    Event->Open = Event->Raised = false;
    while (BusyPort == Event)
        pthread_cond_wait(&BusWork, &BusLock);
    BusLeave();
}

void PortServe(uint32_t Port, void (*Notified)(void *), void *Context)
{
    pthread_mutex_lock(&BusLock);
    Ports[Port].Notified = Notified;
    Ports[Port].ServerContext = Context;
    pthread_mutex_unlock(&BusLock);
}

void PortRaise(uint32_t Port)
{
    pthread_mutex_lock(&BusLock);
    if (Ports[Port].Open)
        Ports[Port].Raised = true;
    pthread_cond_broadcast(&BusWork);
    pthread_mutex_unlock(&BusLock);
}

unsigned PortsOpen(void)
{
    unsigned Count = 0;
    pthread_mutex_lock(&BusLock);
    for (int Port = 0; Port < PORTS_MAX; ++Port)
        Count += Ports[Port].Open;
    pthread_mutex_unlock(&BusLock);
    return Count;
}

static void RunDpc(void *Context)
{
    const struct PORT *const Port = Context;
    Port->Fired(Port->Context);
}

// The processor on which the channels' DPCs run.
static void *DpcThread(void *Unused)
{
    (void)Unused;
    pthread_mutex_lock(&BusLock);
    for (;;)
    {
        bool Idle = true;
        for (int Index = 0; Index < PORTS_MAX; ++Index)
        {
            if (!Ports[Index].Open || !Ports[Index].Raised)
                continue;
            Idle = Ports[Index].Raised = false;
            BusyPort = &Ports[Index];
            pthread_mutex_unlock(&BusLock);
            NtAtDispatch(RunDpc, &Ports[Index]);
            pthread_mutex_lock(&BusLock);
            BusyPort = NULL;
            pthread_cond_broadcast(&BusWork);
        }
        if (Idle)
            pthread_cond_wait(&BusWork, &BusLock);
    }
    return NULL;
}

// ---- the rest of the table ----

static uint32_t MS UnplugState(void *Context)
{
    (void)Context;
    return 3; // done
}

static uint32_t MS UnplugConfirm(void *Context)
{
    BusEnter(Context, 0, "UnplugConfirm");
    ++BusUnplugConfirmed;
    BusLeave();
    return STATUS_OK;
}

static void MS HostLog(void *Context, const char *Line)
{
    (void)Context, (void)Line;
}

static void MS Reference(void *Context)
{
    (void)Context;
    ++BusReferences;
}

static void MS Dereference(void *Context)
{
    if (Context != ANY_CONTEXT || BusReferences == 0)
        BROKEN("the table is dereferenced once too often");
    --BusReferences;
}

// The order is that of XENBUS_INTERFACE, behind bus_store.c's half.
static void *const Functions[] = {
    GrantReserve, GrantUnreserve, GrantShare,  GrantRevoke,   EventOpen, EventPort,
    EventNotify,  EventClose,     UnplugState, UnplugConfirm, HostLog,
};

static uint32_t QueryInterface(const uint8_t *Guid, uint16_t Bytes, uint16_t Version, void *Table)
{
    struct
    {
        uint16_t Size, Version;
        void *Context, *Reference, *Dereference;
        void *Functions[STORE_FUNCTIONS + sizeof(Functions) / sizeof(Functions[0])];
    } Filled = {sizeof(Filled), BusVersion, ANY_CONTEXT, Reference, Dereference, {0}};

    if (memcmp(Guid, InterfaceGuid, sizeof(InterfaceGuid)) != 0 || BusVersion == 0)
        return STATUS_NOT_SUPPORTED;
    if (Bytes != sizeof(Filled) || Version != BusVersion)
        return STATUS_REVISION_MISMATCH;
    memcpy(Filled.Functions, StoreFunctions, sizeof(StoreFunctions));
    memcpy(Filled.Functions + STORE_FUNCTIONS, Functions, sizeof(Functions));
    memcpy(Table, &Filled, sizeof(Filled));
    Reference(ANY_CONTEXT);
    return STATUS_OK;
}

void BusReset(void)
{
    static bool Running;
    pthread_t Thread;

    if (BusReferences != 0)
        BROKEN("%u references to the table are left", BusReferences);
    StoreDelete("/");
    BusUnlistFrontends();
    BusVersion = BUS_INTERFACE_VERSION;
    BusUnplugConfirmed = 0;
    NtQueryInterface = QueryInterface;
    if (Running)
        return;
    Running = true;
    if (pthread_create(&Thread, NULL, StoreThread, NULL) != 0 || pthread_create(&Thread, NULL, DpcThread, NULL) != 0)
        abort();
}
