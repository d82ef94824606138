// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: load tests of the interface that a child driver uses

#include "tests/load/xenbus/double/scenario.h"

#define SERVICES L"\\Registry\\Machine\\System\\CurrentControlSet\\Services\\"

typedef struct SESSION
{
    LIFE Life;
    RELATIONS Relations;
    XENBUS_INTERFACE Disks, Nic;
} SESSION;

static VOID SessionBegin(SESSION *Session)
{
    Session->Life = LifeBegin();
    CHECK_EQUAL(Session->Life.Started, STATUS_SUCCESS);
    QueryRelations(&Session->Life, &Session->Relations);
    CHECK_EQUAL(QueryInterface(Session->Relations.Objects[0], &Session->Disks, sizeof(Session->Disks),
                               XENBUS_INTERFACE_VERSION),
                STATUS_SUCCESS);
    CHECK_EQUAL(
        QueryInterface(Session->Relations.Objects[1], &Session->Nic, sizeof(Session->Nic), XENBUS_INTERFACE_VERSION),
        STATUS_SUCCESS);
}

static VOID SessionEnd(SESSION *Session)
{
    Session->Disks.Interface.InterfaceDereference(Session->Disks.Interface.Context);
    Session->Nic.Interface.InterfaceDereference(Session->Nic.Interface.Context);
    ReleaseRelations(&Session->Relations);
    LifeEnd(&Session->Life);
}

static VOID Interface_WhenReleaseDiffers_IsRefused(VOID)
{
    SESSION Session;
    XENBUS_INTERFACE Other;
    MachineFresh(TRUE);
    StoreDevices(1, 1);
    SessionBegin(&Session);
    CHECK_EQUAL(Session.Disks.Interface.Size, sizeof(XENBUS_INTERFACE));
    CHECK_EQUAL(QueryInterface(Session.Relations.Objects[0], &Other, sizeof(Other) - 8, XENBUS_INTERFACE_VERSION),
                STATUS_REVISION_MISMATCH);
    CHECK_EQUAL(QueryInterface(Session.Relations.Objects[0], &Other, sizeof(Other), XENBUS_INTERFACE_VERSION + 1),
                STATUS_REVISION_MISMATCH);
    CHECK_EQUAL(EventsLogged(OVM_EVENT_INTERFACE_MISMATCH, NULL), 2);
    SessionEnd(&Session);
}

static ULONG DiskCount(SESSION *Session)
{
    XENBUS_FRONTEND Frontends[XENBUS_MAX_FRONTENDS];
    ULONG Count;
    CHECK_EQUAL(Session->Disks.FrontendList(Session->Disks.Interface.Context, XENBUS_MAX_FRONTENDS, Frontends, &Count),
                STATUS_SUCCESS);
    return Count;
}

/* The worst fault of the field: shown only when the emulated ones were unplugged in this boot. */
static VOID Disks_WhenNotUnplugged_AreNotListed(VOID)
{
    SESSION Session;
    MachineFresh(TRUE);
    StoreDevices(3, 1);
    SessionBegin(&Session);
    CHECK_EQUAL(Session.Disks.UnplugState(Session.Disks.Interface.Context), XenbusUnplugNotArmed);
    CHECK_EQUAL(DiskCount(&Session), 0);
    CHECK_EQUAL(EventsLogged(OVM_EVENT_RESTART_NEEDED, NULL), 1);
    CHECK_EQUAL(Session.Disks.UnplugConfirm(Session.Disks.Interface.Context), STATUS_SUCCESS);
    CHECK_EQUAL(DiskCount(&Session), 0); /* not in this boot */
    SessionEnd(&Session);

    /* The next boot, with the driver's service in place. */
    RegistrySet(SERVICES L"xenvbd", L"Start", 0);
    MachineFresh(FALSE);
    StoreDevices(3, 1);
    SessionBegin(&Session);
    CHECK_EQUAL(HostXen()->UnplugMask, 1);
    CHECK_EQUAL(Session.Disks.UnplugState(Session.Disks.Interface.Context), XenbusUnplugDone);
    CHECK_EQUAL(Session.Nic.UnplugState(Session.Nic.Interface.Context), XenbusUnplugNotArmed);
    CHECK_EQUAL(DiskCount(&Session), 3);

    XENBUS_FRONTEND Frontends[2];
    ULONG Count;
    CHECK_EQUAL(Session.Disks.FrontendList(Session.Disks.Interface.Context, 2, Frontends, &Count),
                STATUS_BUFFER_TOO_SMALL);
    CHECK_EQUAL(Count, 3);
    CHECK_EQUAL(Session.Nic.FrontendList(Session.Nic.Interface.Context, 2, Frontends, &Count), STATUS_SUCCESS);
    CHECK_EQUAL(Count, 1);
    CHECK_EQUAL(RtlCompareMemory(Frontends[0].Path, "device/vif/0", 13), 13);
    SessionEnd(&Session);

    /* Loaded again in that boot: what was decided holds. */
    HostXen()->UnplugMask = 0;
    SystemRootStatus = STATUS_SUCCESS;
    SessionBegin(&Session);
    CHECK_EQUAL(HostXen()->UnplugMask, 0);
    CHECK_EQUAL(DiskCount(&Session), 3);
    SessionEnd(&Session);
}

static volatile LONG Called;
static VOID NTAPI CountWatch(PVOID Context, PCSTR Path)
{
    CHECK(Current()->Irql == PASSIVE_LEVEL);
    CHECK(Path[0] != '\0');
    InterlockedIncrement((volatile LONG *)Context);
}

static VOID NTAPI CountChange(PVOID Context)
{
    InterlockedIncrement((volatile LONG *)Context);
}

static VOID Disks_WhenOneIsPlugged_TheChildIsTold(VOID)
{
    SESSION Session;
    MachineFresh(TRUE);
    RegistrySet(SERVICES L"xenbus\\Parameters\\Unplug", L"Disks", 1);
    RegistrySet(SERVICES L"xenvbd", L"Start", 0);
    StoreDevices(1, 1);
    SessionBegin(&Session);
    Called = 0;
    CHECK_EQUAL(Session.Disks.FrontendNotify(Session.Disks.Interface.Context, CountChange, (PVOID)&Called),
                STATUS_SUCCESS);
    HostStoreWrite("device/vbd/768/device-type", "disk");
    WAIT_FOR(Called != 0);
    CHECK_EQUAL(DiskCount(&Session), 2);
    /* A front end's own writing is no change of the list. */
    const LONG Before = Called;
    HostStoreWrite("device/vbd/768/state", "4");
    Pause();
    CHECK_EQUAL(Called, Before);
    CHECK_EQUAL(Session.Disks.FrontendNotify(Session.Disks.Interface.Context, NULL, NULL), STATUS_SUCCESS);
    SessionEnd(&Session);
}

static VOID Store_WhenUsed_ReadsWritesAndCommits(VOID)
{
    SESSION Session;
    CHAR Value[64];
    static CHAR Long[4200];
    ULONG Bytes;
    XENBUS_TRANSACTION Transaction;
    MachineFresh(TRUE);
    StoreDevices(1, 1);
    SessionBegin(&Session);
    const XENBUS_INTERFACE *Bus = &Session.Nic;
    PVOID Context = Bus->Interface.Context;

    CHECK_EQUAL(Bus->StoreRead(Context, 0, "device/vif/0/none", Value, sizeof(Value), &Bytes),
                STATUS_OBJECT_NAME_NOT_FOUND);
    CHECK_EQUAL(Bus->StoreWrite(Context, 0, "device/vif/0/state", "1"), STATUS_SUCCESS);
    CHECK(HostStoreRead("device/vif/0/state", Value, sizeof(Value)) && Value[0] == '1');
    CHECK_EQUAL(Bus->StoreRead(Context, 0, "device/vif/0/state", Value, 1, &Bytes), STATUS_BUFFER_TOO_SMALL);
    CHECK_EQUAL(Bytes, 2);
    CHECK_EQUAL(Bus->StoreRead(Context, 0, "device/vif/0/state", Value, sizeof(Value), &Bytes), STATUS_SUCCESS);
    CHECK(Bytes == 2 && Value[0] == '1' && Value[1] == '\0');
    CHECK_EQUAL(Bus->StoreList(Context, 0, "device/vif/0", Value, sizeof(Value), &Bytes), STATUS_SUCCESS);
    CHECK_EQUAL(RtlCompareMemory(Value, "backend\0state\0", 15), 15);

    HostStoreConflict(1);
    CHECK_EQUAL(Bus->StoreBegin(Context, &Transaction), STATUS_SUCCESS);
    CHECK(Transaction != XENBUS_NO_TRANSACTION);
    CHECK_EQUAL(Bus->StoreWrite(Context, Transaction, "device/vif/0/tx-ring-ref", "8"), STATUS_SUCCESS);
    CHECK_EQUAL(Bus->StoreEnd(Context, Transaction, TRUE), STATUS_RETRY);
    CHECK_EQUAL(Bus->StoreBegin(Context, &Transaction), STATUS_SUCCESS);
    CHECK_EQUAL(Bus->StoreEnd(Context, Transaction, TRUE), STATUS_SUCCESS);
    CHECK_EQUAL(Bus->StoreRemove(Context, 0, "device/vif/0/state"), STATUS_SUCCESS);
    CHECK_EQUAL(Bus->StoreRemove(Context, 0, "device/vif/0/state"), STATUS_OBJECT_NAME_NOT_FOUND);

    /* Longer than a message may be: refused here, and the next request works. */
    RtlFillMemory(Long, sizeof(Long) - 1, 'x');
    CHECK_EQUAL(Bus->StoreWrite(Context, 0, "device/vif/0/x", Long), STATUS_INVALID_PARAMETER);
    CHECK_EQUAL(Bus->StoreRead(Context, 0, "device/vif/0/backend", Value, sizeof(Value), &Bytes), STATUS_SUCCESS);
    SessionEnd(&Session);
}

/* Four times as long as the ring, both ways: it passes only while each side tells the other that there is room. */
static VOID Store_WhenValueIsLong_PassesInPieces(VOID)
{
    SESSION Session;
    static CHAR Sent[4000], Received[XENBUS_VALUE_BYTES];
    ULONG Bytes;
    MachineFresh(TRUE);
    StoreDevices(1, 1);
    SessionBegin(&Session);
    const XENBUS_INTERFACE *Bus = &Session.Nic;
    for (ULONG i = 0; i + 1 < sizeof(Sent); ++i)
        Sent[i] = (CHAR)('a' + i % 23);
    CHECK_EQUAL(Bus->StoreWrite(Bus->Interface.Context, 0, "data/long", Sent), STATUS_SUCCESS);
    CHECK_EQUAL(Bus->StoreRead(Bus->Interface.Context, 0, "data/long", Received, sizeof(Received), &Bytes),
                STATUS_SUCCESS);
    CHECK_EQUAL(Bytes, sizeof(Sent));
    CHECK_EQUAL(RtlCompareMemory(Sent, Received, sizeof(Sent)), sizeof(Sent));
    SessionEnd(&Session);
}

typedef struct SELF_UNWATCH
{
    const XENBUS_INTERFACE *Bus;
    XENBUS_WATCH *volatile Watch;
    volatile LONG Calls;
} SELF_UNWATCH;

static VOID NTAPI UnwatchMyself(PVOID Context, PCSTR Path)
{
    SELF_UNWATCH *Self = Context;
    UNREFERENCED_PARAMETER(Path);
    while (Self->Watch == NULL)
        Pause(); /* StoreWatch has not returned yet */
    Self->Bus->StoreUnwatch(Self->Bus->Interface.Context, Self->Watch);
    InterlockedIncrement(&Self->Calls);
}

static VOID Watch_WhenSet_FiresAndStops(VOID)
{
    SESSION Session;
    XENBUS_WATCH *Watch;
    MachineFresh(TRUE);
    StoreDevices(1, 1);
    SessionBegin(&Session);
    const XENBUS_INTERFACE *Bus = &Session.Nic;
    Called = 0;
    CHECK_EQUAL(
        Bus->StoreWatch(Bus->Interface.Context, "/local/domain/0/backend/vif/1/0", CountWatch, (PVOID)&Called, &Watch),
        STATUS_SUCCESS);
    WAIT_FOR(Called == 1); /* the first one comes by itself */
    HostStoreWrite("/local/domain/0/backend/vif/1/0/state", "2");
    WAIT_FOR(Called == 2);
    HostStoreWrite("/local/domain/0/backend/vif/1/01", "x"); /* beside it, not below */
    Bus->StoreUnwatch(Bus->Interface.Context, Watch);
    HostStoreWrite("/local/domain/0/backend/vif/1/0/state", "4");
    Pause();
    CHECK_EQUAL(Called, 2);

    SELF_UNWATCH Self = {.Bus = Bus};
    XENBUS_WATCH *Mine;
    CHECK_EQUAL(Bus->StoreWatch(Bus->Interface.Context, "data", UnwatchMyself, &Self, &Mine), STATUS_SUCCESS);
    Self.Watch = Mine;
    WAIT_FOR(Self.Calls == 1);
    SessionEnd(&Session);
}

static VOID Grants_WhenMapped_CannotBeRevoked(VOID)
{
    SESSION Session;
    static XENBUS_GRANT Many[32 * 512];
    XENBUS_GRANT Pair[2];
    MachineFresh(TRUE);
    StoreDevices(1, 1);
    SessionBegin(&Session);
    const XENBUS_INTERFACE *Bus = &Session.Nic;
    PVOID Context = Bus->Interface.Context;

    /* 32 frames of 512 entries, 8 of them the tool stack's: all or none. */
    CHECK_EQUAL(Bus->GrantReserve(Context, 32 * 512 - 7, Many), STATUS_INSUFFICIENT_RESOURCES);
    CHECK_EQUAL(Bus->GrantReserve(Context, 32 * 512 - 8, Many), STATUS_SUCCESS);
    CHECK_EQUAL(Bus->GrantReserve(Context, 1, Pair), STATUS_INSUFFICIENT_RESOURCES);
    for (ULONG i = 0; i < 32 * 512 - 8; ++i)
        CHECK(Many[i] >= 8 && Many[i] < 32 * 512);
    Bus->GrantUnreserve(Context, 32 * 512 - 8, Many);

    CHECK_EQUAL(Bus->GrantReserve(Context, 2, Pair), STATUS_SUCCESS);
    CHECK(Pair[0] != Pair[1]);
    Bus->GrantShare(Context, Pair[0], 5, 0x1234, TRUE);
    CHECK_EQUAL(HostGrantFlags(Pair[0]), 1 | 4);
    HostGrantMap(Pair[0], 1);
    CHECK_EQUAL(Bus->GrantRevoke(Context, Pair[0]), STATUS_DEVICE_BUSY);
    HostGrantMap(Pair[0], 0);
    CHECK_EQUAL(Bus->GrantRevoke(Context, Pair[0]), STATUS_SUCCESS);
    CHECK_EQUAL(HostGrantFlags(Pair[0]), 0);
    Bus->GrantUnreserve(Context, 2, Pair);
    SessionEnd(&Session);
}

static VOID NTAPI CountEvent(PVOID Context)
{
    CHECK(Current()->Irql == DISPATCH_LEVEL);
    InterlockedIncrement((volatile LONG *)Context);
}

static VOID Events_WhenNotified_RunOnADpc(VOID)
{
    SESSION Session;
    XENBUS_EVENT *Events[8];
    volatile LONG Fired[8] = {0};
    MachineFresh(TRUE);
    StoreDevices(1, 1);
    SessionBegin(&Session);
    const XENBUS_INTERFACE *Bus = &Session.Nic;
    PVOID Context = Bus->Interface.Context;
    TargetedDpcs = 0;
    for (ULONG i = 0; i < 8; ++i)
        CHECK_EQUAL(Bus->EventOpen(Context, 5, CountEvent, (PVOID)&Fired[i], &Events[i]), STATUS_SUCCESS);
    CHECK_EQUAL(TargetedDpcs, 3); /* spread over both processors */
    for (ULONG i = 0; i < 8; ++i)
    {
        HostNotifyPort(Bus->EventPort(Context, Events[i]));
        WAIT_FOR(Fired[i] != 0);
        Bus->EventNotify(Context, Events[i]);
    }
    /* Many and fast: none is lost, though several may be one call. */
    for (ULONG i = 0; i < 2000; ++i)
    {
        const LONG Before = Fired[i % 8];
        HostNotifyPort(Bus->EventPort(Context, Events[i % 8]));
        WAIT_FOR(Fired[i % 8] > Before);
    }
    for (ULONG i = 0; i < 8; ++i)
        Bus->EventClose(Context, Events[i]);
    CHECK_EQUAL(HostXen()->PortsOpen, 0);
    Bus->HostLog(Context, "hello\thost");
    CHECK_EQUAL(RtlCompareMemory(HostXen()->LogLine, "hello?host\n", 12), 12);
    SessionEnd(&Session);
}

static volatile LONG SlowEntered, SlowFinished;
static VOID NTAPI SlowEvent(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);
    SlowEntered = 1;
    for (ULONG i = 0; i < 100; ++i)
        Pause();
    SlowFinished = 1;
}

static VOID Events_WhenClosedWhileRunning_AreWaitedFor(VOID)
{
    SESSION Session;
    XENBUS_EVENT *Event;
    MachineFresh(TRUE);
    StoreDevices(1, 1);
    SessionBegin(&Session);
    const XENBUS_INTERFACE *Bus = &Session.Nic;
    SlowEntered = SlowFinished = 0;
    CHECK_EQUAL(Bus->EventOpen(Bus->Interface.Context, 0, SlowEvent, NULL, &Event), STATUS_SUCCESS);
    HostNotifyPort(Bus->EventPort(Bus->Interface.Context, Event));
    WAIT_FOR(SlowEntered);
    Bus->EventClose(Bus->Interface.Context, Event);
    CHECK(SlowFinished);
    SessionEnd(&Session);
}

VOID ScenariosOfChild(VOID)
{
    SCENARIO(Interface_WhenReleaseDiffers_IsRefused);
    SCENARIO(Disks_WhenNotUnplugged_AreNotListed);
    SCENARIO(Disks_WhenOneIsPlugged_TheChildIsTold);
    SCENARIO(Store_WhenUsed_ReadsWritesAndCommits);
    SCENARIO(Store_WhenValueIsLong_PassesInPieces);
    SCENARIO(Watch_WhenSet_FiresAndStops);
    SCENARIO(Grants_WhenMapped_CannotBeRevoked);
    SCENARIO(Events_WhenNotified_RunOnADpc);
    SCENARIO(Events_WhenClosedWhileRunning_AreWaitedFor);
}
