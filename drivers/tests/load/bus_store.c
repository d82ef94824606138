// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: the bus double's xenstore and list of front ends.
#include "tests/load/bus_private.h"

#define NODES_MAX     512
#define WATCHES_MAX   64
#define FRONTENDS_MAX 40

typedef void MS WATCH_FIRED(void *Context, const char *Path);
typedef void MS FRONTENDS_CHANGED(void *Context);

typedef struct FRONTEND
{
    uint32_t Handle;
    char Path[64];
} FRONTEND;

static struct
{
    char *Path, *Value;
} Nodes[NODES_MAX];

static struct WATCH
{
    bool Used, Pending;
    char Path[192];
    WATCH_FIRED *Fired;
    void *Context;
} Watches[WATCHES_MAX];

static FRONTEND Frontends[FRONTENDS_MAX];
static uint32_t FrontendCount;
static FRONTENDS_CHANGED *Changed;
static void *ChangedContext;
static bool ChangedPending;
static const void *BusyWatch, *BusyChanged;

static void Absolute(const char *Path, char *Whole)
{
    snprintf(Whole, 256, "%s%s", Path[0] == '/' ? "" : "/home/", Path);
}

static int NodeFind(const char *Path)
{
    for (int Index = 0; Index < NODES_MAX; ++Index)
    {
        if (Nodes[Index].Path != NULL && strcmp(Nodes[Index].Path, Path) == 0)
            return Index;
    }
    return -1;
}

static void NodeSet(const char *Path, const char *Value)
{
    int Index = NodeFind(Path);
    for (int Free = 0; Index < 0; ++Free)
    {
        if (Nodes[Free].Path == NULL)
        {
            Index = Free;
            Nodes[Index].Path = strdup(Path);
        }
    }
    free(Nodes[Index].Value);
    Nodes[Index].Value = strdup(Value);
    for (int Watch = 0; Watch < WATCHES_MAX; ++Watch)
    {
        if (Watches[Watch].Used && strncmp(Path, Watches[Watch].Path, strlen(Watches[Watch].Path)) == 0)
            Watches[Watch].Pending = true;
    }
    pthread_cond_broadcast(&BusWork);
}

void StorePut(const char *Path, const char *Value)
{
    pthread_mutex_lock(&BusLock);
    NodeSet(Path, Value);
    pthread_mutex_unlock(&BusLock);
}

void StorePutNumber(const char *Path, uint64_t Value)
{
    char Text[32];
    snprintf(Text, sizeof(Text), "%llu", (unsigned long long)Value);
    StorePut(Path, Text);
}

bool StoreGet(const char *Path, char *Value, uint64_t Bytes)
{
    pthread_mutex_lock(&BusLock);
    const int Index = NodeFind(Path);
    if (Index >= 0)
        snprintf(Value, Bytes, "%s", Nodes[Index].Value);
    pthread_mutex_unlock(&BusLock);
    return Index >= 0;
}

uint64_t StoreGetNumber(const char *Path, uint64_t Otherwise)
{
    char Text[64];
    return StoreGet(Path, Text, sizeof(Text)) ? strtoull(Text, NULL, 10) : Otherwise;
}

void StoreDelete(const char *Path)
{
    pthread_mutex_lock(&BusLock);
    for (int Index = 0; Index < NODES_MAX; ++Index)
    {
        if (Nodes[Index].Path != NULL && strncmp(Nodes[Index].Path, Path, strlen(Path)) == 0)
        {
            free(Nodes[Index].Path);
            free(Nodes[Index].Value);
            Nodes[Index].Path = Nodes[Index].Value = NULL;
        }
    }
    pthread_mutex_unlock(&BusLock);
}

static uint32_t MS StoreRead(void *Context, uint32_t Transaction, const char *Path, char *Value, uint32_t Capacity,
                             uint32_t *Bytes)
{
    char Whole[256];

    (void)Transaction;
    BusEnter(Context, 0, "StoreRead");
    Absolute(Path, Whole);
    const int Index = NodeFind(Whole);
    uint32_t Status = STATUS_NOT_FOUND;
    if (Index >= 0)
    {
        *Bytes = (uint32_t)strlen(Nodes[Index].Value) + 1;
        Status = *Bytes <= Capacity ? STATUS_OK : 0xC0000023u; // STATUS_BUFFER_TOO_SMALL
        if (Status == STATUS_OK)
            memcpy(Value, Nodes[Index].Value, *Bytes);
    }
    BusLeave();
    return Status;
}

static uint32_t MS StoreWrite(void *Context, uint32_t Transaction, const char *Path, const char *Value)
{
    char Whole[256];

    (void)Transaction; // one writer: what a transaction holds may become visible one by one
    BusEnter(Context, 0, "StoreWrite");
    Absolute(Path, Whole);
    NodeSet(Whole, Value);
    BusLeave();
    return STATUS_OK;
}

static uint32_t MS StoreRemove(void *Context, uint32_t Transaction, const char *Path)
{
    (void)Context, (void)Transaction, (void)Path;
    return STATUS_OK;
}

static uint32_t MS StoreBegin(void *Context, uint32_t *Transaction)
{
    BusEnter(Context, 0, "StoreBegin");
    *Transaction = 7;
    BusLeave();
    return STATUS_OK;
}

// Every other commit must be done again.
static uint32_t MS StoreEnd(void *Context, uint32_t Transaction, uint8_t Commit)
{
    static unsigned Commits;
    BusEnter(Context, 0, "StoreEnd");
    if (Transaction != 7)
        BROKEN("transaction %u was not begun", Transaction);
    const uint32_t Status = Commit && ++Commits % 2 == 1 ? 0xC000022Du : STATUS_OK; // STATUS_RETRY
    BusLeave();
    return Status;
}

static uint32_t MS StoreWatch(void *Context, const char *Path, WATCH_FIRED *Fired, void *CallbackContext,
                              struct WATCH **Watch)
{
    BusEnter(Context, 0, "StoreWatch");
    for (*Watch = Watches; (*Watch)->Used; ++*Watch)
        continue;
    (*Watch)->Used = (*Watch)->Pending = true; // xenstore fires every new watch once
    Absolute(Path, (*Watch)->Path);
    (*Watch)->Fired = Fired;
    (*Watch)->Context = CallbackContext;
    pthread_cond_broadcast(&BusWork);
    BusLeave();
    return STATUS_OK;
}

static void MS StoreUnwatch(void *Context, struct WATCH *Watch)
{
    BusEnter(Context, 0, "StoreUnwatch");
    Watch->Used = Watch->Pending = false;
    while (BusyWatch == Watch)
        pthread_cond_wait(&BusWork, &BusLock);
    BusLeave();
}

// The bus's own thread: watches and changes of the list, one at a time, at PASSIVE_LEVEL.
void *StoreThread(void *Unused)
{
    (void)Unused;
    pthread_mutex_lock(&BusLock);
    for (;;)
    {
        bool Idle = true;
        for (int Index = 0; Index < WATCHES_MAX; ++Index)
        {
            struct WATCH *const Watch = &Watches[Index];
            if (!Watch->Used || !Watch->Pending)
                continue;
            Idle = Watch->Pending = false;
            BusyWatch = Watch;
            pthread_mutex_unlock(&BusLock);
            Watch->Fired(Watch->Context, Watch->Path);
            pthread_mutex_lock(&BusLock);
            BusyWatch = NULL;
            pthread_cond_broadcast(&BusWork);
        }
        if (ChangedPending && Changed != NULL)
        {
            Idle = ChangedPending = false;
            BusyChanged = Changed;
            FRONTENDS_CHANGED *const Routine = Changed;
            void *const Context = ChangedContext;
            pthread_mutex_unlock(&BusLock);
            Routine(Context);
            pthread_mutex_lock(&BusLock);
            BusyChanged = NULL;
            pthread_cond_broadcast(&BusWork);
        }
        if (Idle)
            pthread_cond_wait(&BusWork, &BusLock);
    }
    return NULL;
}

void BusListFrontend(uint32_t Handle, const char *Path)
{
    pthread_mutex_lock(&BusLock);
    FRONTEND *const Frontend = &Frontends[FrontendCount++];
    Frontend->Handle = Handle;
    snprintf(Frontend->Path, sizeof(Frontend->Path), "%s", Path);
    ChangedPending = true;
    pthread_cond_broadcast(&BusWork);
    pthread_mutex_unlock(&BusLock);
}

void BusUnlistFrontends(void)
{
    pthread_mutex_lock(&BusLock);
    FrontendCount = 0;
    ChangedPending = true;
    pthread_cond_broadcast(&BusWork);
    pthread_mutex_unlock(&BusLock);
}

static uint32_t MS FrontendList(void *Context, uint32_t Capacity, FRONTEND *List, uint32_t *Count)
{
    BusEnter(Context, 0, "FrontendList");
    *Count = FrontendCount;
    const uint32_t Status = FrontendCount <= Capacity ? STATUS_OK : 0xC0000023u;
    if (Status == STATUS_OK)
        memcpy(List, Frontends, FrontendCount * sizeof(FRONTEND));
    BusLeave();
    return Status;
}

static uint32_t MS FrontendNotify(void *Context, FRONTENDS_CHANGED *Callback, void *CallbackContext)
{
    BusEnter(Context, 0, "FrontendNotify");
    Changed = Callback;
    ChangedContext = CallbackContext;
    while (Callback == NULL && BusyChanged != NULL)
        pthread_cond_wait(&BusWork, &BusLock);
    BusLeave();
    return STATUS_OK;
}

void *const StoreFunctions[STORE_FUNCTIONS] = {
    FrontendList,         FrontendNotify, StoreRead, StoreWrite, StoreRemove,
    NULL /* StoreList */, StoreBegin,     StoreEnd,  StoreWatch, StoreUnwatch,
};
