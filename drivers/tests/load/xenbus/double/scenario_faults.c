// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: load tests of what fails: memory, hypercalls, a store that lies or sleeps

#include "tests/load/xenbus/double/scenario.h"

/* A whole life with a child's work in it; everything may fail, nothing may be left over or break. */
static VOID WholeLife(VOID)
{
    LIFE Life = LifeBegin();
    if (NT_SUCCESS(Life.Started))
    {
        IO_STACK_LOCATION Request = {.MinorFunction = IRP_MN_QUERY_DEVICE_RELATIONS};
        ULONG_PTR Information;
        XENBUS_INTERFACE Bus;
        Request.Parameters.QueryDeviceRelations.Type = BusRelations;
        if (NT_SUCCESS(PnpQuery(Life.Pdo, &Request, &Information)))
        {
            DEVICE_RELATIONS *Relations = (DEVICE_RELATIONS *)Information;
            if (NT_SUCCESS(QueryInterface(Relations->Objects[0], &Bus, sizeof(Bus), XENBUS_INTERFACE_VERSION)))
            {
                XENBUS_EVENT *Event;
                CHAR Value[64];
                ULONG Bytes;
                (VOID) Bus.StoreRead(Bus.Interface.Context, 0, "device/vif/0/backend", Value, sizeof(Value), &Bytes);
                if (NT_SUCCESS(Bus.EventOpen(Bus.Interface.Context, 0, (XENBUS_EVENT_FIRED *)NULL, NULL, &Event)))
                    Bus.EventClose(Bus.Interface.Context, Event);
                Bus.Interface.InterfaceDereference(Bus.Interface.Context);
            }
            for (ULONG i = 0; i < Relations->Count; ++i)
                ObDereferenceObject(Relations->Objects[i]);
            ExFreePool(Relations);
        }
    }
    FailAllocation = 0; /* the end is judged without it */
    HostXen()->FailNumber = 0;
    LifeEnd(&Life);
}

static VOID Life_WhenEveryAllocationFailsOnce_LeavesNothing(VOID)
{
    ULONG Started = 0, n = 1;
    for (BOOLEAN Reached = TRUE; Reached; ++n)
    {
        MachineFresh(TRUE);
        StoreDevices(2, 2);
        /* Counted down to zero where it was reached; the rest is what was not. */
        FailAllocation = n;
        LIFE Life = LifeBegin();
        Reached = FailAllocation == 0;
        Started += NT_SUCCESS(Life.Started);
        FailAllocation = 0;
        LifeEnd(&Life);
    }
    CHECK(n > 20);
    CHECK(Started > 1); /* the last one, and those that a driver can do without */
    Print("    %u allocations failed one by one, %u starts succeeded all the same", (unsigned)(n - 2),
          (unsigned)(Started - 1));
}

static VOID Life_WhenEveryAllocationOfAChildFails_LeavesNothing(VOID)
{
    for (ULONG n = 1; n <= 120; n += 3)
    {
        MachineFresh(TRUE);
        StoreDevices(1, 1);
        FailAllocation = n;
        WholeLife();
    }
}

static VOID Life_WhenEveryHypercallFailsOnce_LeavesNothing(VOID)
{
    ULONG n = 1;
    for (BOOLEAN Reached = TRUE; Reached; ++n)
    {
        MachineFresh(TRUE);
        StoreDevices(1, 1);
        HostXen()->FailNumber = n;
        LIFE Life = LifeBegin();
        Reached = HostXen()->Calls >= n;
        /* A "send" that fails is a lost notification: the store is asked again when the poll comes round. */
        HostXen()->FailNumber = 0;
        LifeEnd(&Life);
    }
    CHECK(n > 40);
    Print("    %u hypercalls failed one by one", (unsigned)(n - 2));
}

static VOID Store_WhenItLies_BreaksOnceAndIsTold(VOID)
{
    for (int Kind = 1; Kind <= 2; ++Kind)
    {
        RELATIONS Relations;
        XENBUS_INTERFACE Bus;
        CHAR Value[16];
        ULONG Bytes;
        MachineFresh(TRUE);
        StoreDevices(1, 1);
        LIFE Life = LifeBegin();
        CHECK_EQUAL(Life.Started, STATUS_SUCCESS);
        QueryRelations(&Life, &Relations);
        CHECK_EQUAL(QueryInterface(Relations.Objects[0], &Bus, sizeof(Bus), XENBUS_INTERFACE_VERSION), STATUS_SUCCESS);
        HostStoreLie(Kind);
        CHECK_EQUAL(Bus.StoreRead(Bus.Interface.Context, 0, "x", Value, sizeof(Value), &Bytes),
                    STATUS_DEVICE_NOT_READY);
        CHECK_EQUAL(Bus.StoreWrite(Bus.Interface.Context, 0, "x", "y"), STATUS_DEVICE_NOT_READY);
        WAIT_FOR(EventsLogged(OVM_EVENT_STORE_BROKEN, NULL) == 1); /* told after the waiters are woken */
        Bus.Interface.InterfaceDereference(Bus.Interface.Context);
        ReleaseRelations(&Relations);
        LifeEnd(&Life);
    }
}

static VOID Store_WhenItSleeps_TimesOutAndWakes(VOID)
{
    RELATIONS Relations;
    XENBUS_INTERFACE Bus;
    CHAR Value[64];
    ULONG Bytes;
    MachineFresh(TRUE);
    StoreDevices(1, 1);
    LIFE Life = LifeBegin();
    QueryRelations(&Life, &Relations);
    CHECK_EQUAL(QueryInterface(Relations.Objects[0], &Bus, sizeof(Bus), XENBUS_INTERFACE_VERSION), STATUS_SUCCESS);
    HostStoreSilence(1);
    CHECK_EQUAL(Bus.StoreRead(Bus.Interface.Context, 0, "device/vif/0/backend", Value, sizeof(Value), &Bytes),
                STATUS_IO_TIMEOUT);
    /* It wakes: the late answer finds nobody and disturbs nothing. */
    HostStoreSilence(0);
    CHECK_EQUAL(Bus.StoreRead(Bus.Interface.Context, 0, "device/vif/0/backend", Value, sizeof(Value), &Bytes),
                STATUS_SUCCESS);
    Bus.Interface.InterfaceDereference(Bus.Interface.Context);
    ReleaseRelations(&Relations);
    LifeEnd(&Life);

    /* Silent from the beginning: the device does not start, and Windows boots on. */
    MachineFresh(TRUE);
    HostStoreSilence(1);
    Life = LifeBegin();
    CHECK_EQUAL(Life.Started, STATUS_IO_TIMEOUT);
    CHECK_EQUAL(EventsLogged(OVM_EVENT_START_FAILED, NULL), 1);
    LifeEnd(&Life);
}

VOID ScenariosOfFaults(VOID)
{
    SCENARIO(Life_WhenEveryAllocationFailsOnce_LeavesNothing);
    SCENARIO(Life_WhenEveryAllocationOfAChildFails_LeavesNothing);
    SCENARIO(Life_WhenEveryHypercallFailsOnce_LeavesNothing);
    SCENARIO(Store_WhenItLies_BreaksOnceAndIsTold);
    SCENARIO(Store_WhenItSleeps_TimesOutAndWakes);
}
