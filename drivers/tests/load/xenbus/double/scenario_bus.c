// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: load tests of starting, finding, unplugging, power and removal

#include "tests/load/xenbus/double/scenario.h"

#define SERVICES L"\\Registry\\Machine\\System\\CurrentControlSet\\Services\\"
#define UNPLUG   SERVICES L"xenbus\\Parameters\\Unplug"

static VOID Start_WhenNotOnXen_RefusesAndTouchesNothing(VOID)
{
    MachineFresh(TRUE);
    HostXen()->Absent = 1; /* any hypercall or port ends the test */
    LIFE Life = LifeBegin();
    CHECK_EQUAL(Life.Entry, STATUS_SUCCESS);
    CHECK_EQUAL(Life.Started, STATUS_NOT_SUPPORTED);
    CHECK_EQUAL(EventsLogged(OVM_EVENT_NOT_ON_XEN, NULL), 1);
    LifeEnd(&Life);
}

static VOID Start_WhenOnXen_FindsDisksFirst(VOID)
{
    const char *Text = "";
    RELATIONS Relations;
    MachineFresh(TRUE);
    StoreDevices(35, 8);
    HostStoreWrite("device/vbd/5632/device-type", "cdrom");
    LIFE Life = LifeBegin();
    CHECK_EQUAL(Life.Started, STATUS_SUCCESS);
    CHECK_EQUAL(EventsLogged(OVM_EVENT_STARTED, NULL), 1);
    CHECK_EQUAL(EventsLogged(OVM_EVENT_LEFT_OUT, &Text), 1);
    CHECK_EQUAL(RtlCompareMemory(Text, "Shown: 35 of 35 disks, 5 of 8 NICs.", 36), 36);

    QueryRelations(&Life, &Relations);
    CHECK_EQUAL(Relations.Count, 1 + 5);
    CHECK(QueryIdIs(Relations.Objects[0], BusQueryDeviceID, L"OVMBUS\\VBD", 11));
    CHECK(QueryIdIs(Relations.Objects[0], BusQueryHardwareIDs, L"OVMBUS\\VBD\0", 12));
    CHECK(QueryIdIs(Relations.Objects[0], BusQueryInstanceID, L"0", 2));
    for (ULONG i = 1; i < Relations.Count; ++i)
    {
        WCHAR Instance[2] = {(WCHAR)(L'0' + i - 1), 0};
        CHECK(QueryIdIs(Relations.Objects[i], BusQueryDeviceID, L"OVMBUS\\VIF", 11));
        CHECK(QueryIdIs(Relations.Objects[i], BusQueryInstanceID, Instance, 2));
    }
    ReleaseRelations(&Relations);
    LifeEnd(&Life);
}

static VOID Start_WhenOnXen_SetsTheCallbackAfterTheWatch(VOID)
{
    MachineFresh(TRUE);
    LIFE Life = LifeBegin();
    CHECK_EQUAL(Life.Started, STATUS_SUCCESS);
    /* Type 1, PCI INTx: bus 0, device 2, function 0, INTA. */
    CHECK_EQUAL(HostXen()->Callback, 1ull << 56 | 2u << 11);
    CHECK(HostXen()->WatchesAtCallback >= 1);
    LifeEnd(&Life);
    CHECK_EQUAL(HostStoreWatches(), 0);
}

/* The system's queries that a bus driver answers for its children. */
static VOID Child_WhenAsked_SaysWhatItIs(VOID)
{
    RELATIONS Relations;
    ULONG_PTR Information;
    DEVICE_CAPABILITIES Capabilities = {.Size = sizeof(Capabilities), .Version = 1};
    MachineFresh(TRUE);
    StoreDevices(1, 1);
    LIFE Life = LifeBegin();
    QueryRelations(&Life, &Relations);
    CHECK_EQUAL(Relations.Count, 2);

    for (ULONG i = 0; i < 2; ++i)
    {
        IO_STACK_LOCATION Request = {.MinorFunction = IRP_MN_QUERY_CAPABILITIES};
        Request.Parameters.DeviceCapabilities.Capabilities = &Capabilities;
        CHECK_EQUAL(PnpQuery(Relations.Objects[i], &Request, NULL), STATUS_SUCCESS);
        CHECK(Capabilities.UniqueID && !Capabilities.Removable);
        CHECK_EQUAL(Capabilities.DeviceState[PowerSystemWorking], PowerDeviceD0);

        Request.MinorFunction = IRP_MN_QUERY_DEVICE_RELATIONS;
        Request.Parameters.QueryDeviceRelations.Type = TargetDeviceRelation;
        CHECK_EQUAL(PnpQuery(Relations.Objects[i], &Request, &Information), STATUS_SUCCESS);
        CHECK(((DEVICE_RELATIONS *)Information)->Objects[0] == Relations.Objects[i]);
        ObDereferenceObject(((DEVICE_RELATIONS *)Information)->Objects[0]);
        ExFreePool((PVOID)Information);

        Request.MinorFunction = IRP_MN_QUERY_BUS_INFORMATION;
        CHECK_EQUAL(PnpQuery(Relations.Objects[i], &Request, &Information), STATUS_SUCCESS);
        CHECK_EQUAL(((PNP_BUS_INFORMATION *)Information)->LegacyBusType, Internal);
        ExFreePool((PVOID)Information);

        Request.MinorFunction = IRP_MN_QUERY_DEVICE_TEXT;
        Request.Parameters.QueryDeviceText.DeviceTextType = DeviceTextDescription;
        CHECK_EQUAL(PnpQuery(Relations.Objects[i], &Request, &Information), STATUS_SUCCESS);
        ExFreePool((PVOID)Information);

        Request.MinorFunction = IRP_MN_QUERY_RESOURCE_REQUIREMENTS;
        CHECK_EQUAL(PnpQuery(Relations.Objects[i], &Request, &Information),
                    i == 0 ? STATUS_SUCCESS : STATUS_NOT_SUPPORTED);
        if (i == 0)
        {
            const IO_RESOURCE_REQUIREMENTS_LIST *List = (const IO_RESOURCE_REQUIREMENTS_LIST *)Information;
            CHECK_EQUAL(List->InterfaceType, Internal);
            CHECK_EQUAL(List->List[0].Count, 2);
            CHECK_EQUAL(List->ListSize, FIELD_OFFSET(IO_RESOURCE_REQUIREMENTS_LIST, List[0].Descriptors[2]));
            ExFreePool((PVOID)Information);
        }
        CHECK_EQUAL(Pnp(Relations.Objects[i], IRP_MN_EJECT), STATUS_NOT_SUPPORTED); /* as it came */
    }
    ReleaseRelations(&Relations);
    LifeEnd(&Life);
}

static VOID ArmBothKeys(VOID)
{
    RegistrySet(UNPLUG, L"Disks", 1);
    RegistrySet(UNPLUG, L"Nics", 1);
    RegistrySet(SERVICES L"xenvbd", L"Start", 0);
    RegistrySet(SERVICES L"xennet", L"Start", 3);
}

static VOID ExpectUnplug(ULONG Mask)
{
    LIFE Life = LifeBegin();
    CHECK_EQUAL(Life.Started, STATUS_SUCCESS);
    CHECK_EQUAL(HostXen()->UnplugMask, Mask);
    LifeEnd(&Life);
}

static VOID Unplug_WhenBothKeysAreThere_HappensOnceInABoot(VOID)
{
    MachineFresh(TRUE);
    ArmBothKeys();
    ExpectUnplug(3);
    CHECK_EQUAL(HostXen()->UnplugProduct, 0xFFFF);
    CHECK_EQUAL(HostXen()->UnplugBuild, 1882);
    CHECK_EQUAL(EventsLogged(OVM_EVENT_UNPLUGGED, NULL), 1);

    /* Loaded again in the same boot: the record decides, early as late. */
    HostXen()->UnplugMask = 0;
    ExpectUnplug(0);
    SystemRootStatus = STATUS_SUCCESS;
    ExpectUnplug(0);

    MachineFresh(FALSE);
    ExpectUnplug(3);
}

static VOID Unplug_WhenAKeyIsMissing_DoesNotHappen(VOID)
{
    MachineFresh(TRUE);
    ExpectUnplug(0);

    MachineFresh(TRUE);
    ArmBothKeys();
    RegistrySet(SERVICES L"xenvbd", L"Start", 3); /* would come too late for the boot disk */
    ExpectUnplug(2);

    MachineFresh(TRUE);
    ArmBothKeys();
    RegistrySet(UNPLUG, L"Nics", 0);
    ExpectUnplug(1);

    MachineFresh(TRUE);
    ArmBothKeys();
    SystemRootStatus = STATUS_SUCCESS; /* Windows runs, perhaps from the emulated disk */
    ExpectUnplug(0);

    MachineFresh(TRUE);
    ArmBothKeys();
    SystemRootStatus = STATUS_INSUFFICIENT_RESOURCES; /* says nothing about volumes */
    ExpectUnplug(0);

    MachineFresh(TRUE);
    ArmBothKeys();
    HostXen()->UnplugBlacklisted = 1;
    ExpectUnplug(0);
    CHECK_EQUAL(EventsLogged(OVM_EVENT_UNPLUG_REFUSED, NULL), 1);

    MachineFresh(TRUE);
    ArmBothKeys();
    HostXen()->UnplugAbsent = 1;
    ExpectUnplug(0);
}

static NTSTATUS Power(PDEVICE_OBJECT Pdo, UCHAR Minor, SYSTEM_POWER_STATE State)
{
    PDEVICE_OBJECT Top = Pdo;
    while (Top->AttachedDevice != NULL)
        Top = Top->AttachedDevice;
    PIRP Irp = IrpCreate(Top, IRP_MJ_POWER, Minor);
    IoGetNextIrpStackLocation(Irp)->Parameters.Power.Type = SystemPowerState;
    IoGetNextIrpStackLocation(Irp)->Parameters.Power.State.SystemState = State;
    const NTSTATUS Status = IrpSend(Top, Irp);
    IrpFree(Irp);
    return Status;
}

static VOID Power_WhenSleepIsAsked_RefusesAndTells(VOID)
{
    RELATIONS Relations;
    MachineFresh(TRUE);
    StoreDevices(1, 1);
    LIFE Life = LifeBegin();
    CHECK_EQUAL(Power(Life.Pdo, IRP_MN_QUERY_POWER, PowerSystemSleeping3), STATUS_NOT_SUPPORTED);
    CHECK_EQUAL(Power(Life.Pdo, IRP_MN_QUERY_POWER, PowerSystemHibernate), STATUS_NOT_SUPPORTED);
    CHECK_EQUAL(EventsLogged(OVM_EVENT_SLEEP_REFUSED, NULL), 2);
    CHECK_EQUAL(Power(Life.Pdo, IRP_MN_QUERY_POWER, PowerSystemShutdown), STATUS_SUCCESS);
    CHECK_EQUAL(Power(Life.Pdo, IRP_MN_SET_POWER, PowerSystemSleeping3), STATUS_SUCCESS); /* Vista may all the same */
    CHECK_EQUAL(Power(Life.Pdo, IRP_MN_SET_POWER, PowerSystemWorking), STATUS_SUCCESS);
    QueryRelations(&Life, &Relations);
    CHECK_EQUAL(Power(Relations.Objects[0], IRP_MN_SET_POWER, PowerSystemShutdown), STATUS_SUCCESS);
    ReleaseRelations(&Relations);
    LifeEnd(&Life);
}

static NTSTATUS Usage(PDEVICE_OBJECT Device, DEVICE_USAGE_NOTIFICATION_TYPE Type, BOOLEAN InPath)
{
    IO_STACK_LOCATION Request = {.MinorFunction = IRP_MN_DEVICE_USAGE_NOTIFICATION};
    Request.Parameters.UsageNotification.InPath = InPath;
    Request.Parameters.UsageNotification.Type = Type;
    return PnpQuery(Device, &Request, NULL);
}

static VOID Usage_WhenPagingFileComes_KeepsTheBus(VOID)
{
    RELATIONS Relations;
    ULONG_PTR Information;
    IO_STACK_LOCATION State = {.MinorFunction = IRP_MN_QUERY_PNP_DEVICE_STATE};
    MachineFresh(TRUE);
    StoreDevices(1, 1);
    LIFE Life = LifeBegin();
    QueryRelations(&Life, &Relations);

    CHECK_EQUAL(Usage(Relations.Objects[0], DeviceUsageTypePaging, TRUE), STATUS_SUCCESS);
    CHECK((Life.Bus->Flags & DO_POWER_PAGABLE) == 0);
    CHECK_EQUAL(Pnp(Life.Pdo, IRP_MN_QUERY_REMOVE_DEVICE), STATUS_DEVICE_BUSY);
    CHECK_EQUAL(Pnp(Relations.Objects[0], IRP_MN_QUERY_REMOVE_DEVICE), STATUS_DEVICE_BUSY);
    CHECK_EQUAL(PnpQuery(Life.Pdo, &State, &Information), STATUS_SUCCESS);
    CHECK((Information & PNP_DEVICE_NOT_DISABLEABLE) != 0);

    CHECK_EQUAL(Usage(Relations.Objects[0], DeviceUsageTypePaging, FALSE), STATUS_SUCCESS);
    CHECK((Life.Bus->Flags & DO_POWER_PAGABLE) != 0);
    CHECK_EQUAL(Usage(Relations.Objects[0], DeviceUsageTypeHibernation, TRUE), STATUS_NOT_SUPPORTED);
    CHECK_EQUAL(Usage(Relations.Objects[1], DeviceUsageTypePaging, TRUE), STATUS_NOT_SUPPORTED);
    CHECK_EQUAL(Pnp(Life.Pdo, IRP_MN_QUERY_REMOVE_DEVICE), STATUS_SUCCESS);
    CHECK_EQUAL(Pnp(Life.Pdo, IRP_MN_CANCEL_REMOVE_DEVICE), STATUS_SUCCESS);
    CHECK_EQUAL(Pnp(Life.Pdo, IRP_MN_QUERY_STOP_DEVICE), STATUS_UNSUCCESSFUL);
    ReleaseRelations(&Relations);
    LifeEnd(&Life);
}

static VOID Nic_WhenPluggedAndUnplugged_ComesAndGoes(VOID)
{
    RELATIONS Relations;
    MachineFresh(TRUE);
    StoreDevices(1, 1);
    LIFE Life = LifeBegin();
    QueryRelations(&Life, &Relations);
    CHECK_EQUAL(Relations.Count, 2);
    ReleaseRelations(&Relations);

    ULONG Before = RelationsInvalidated;
    HostStoreWrite("device/vif/7/backend", "/local/domain/5/backend/vif/1/7");
    WAIT_FOR(RelationsInvalidated != Before);
    QueryRelations(&Life, &Relations);
    CHECK_EQUAL(Relations.Count, 3);
    CHECK(QueryIdIs(Relations.Objects[2], BusQueryInstanceID, L"7", 2));
    PDEVICE_OBJECT Seven = Relations.Objects[2];
    ObReferenceObject(Seven);
    ReleaseRelations(&Relations);

    /* Gone, and back again before Windows has removed the first one: one of a name at a time. */
    Before = RelationsInvalidated;
    HostStoreRemove("device/vif/7");
    WAIT_FOR(RelationsInvalidated != Before);
    Before = RelationsInvalidated;
    HostStoreWrite("device/vif/7/backend", "/local/domain/5/backend/vif/1/7");
    WAIT_FOR(RelationsInvalidated != Before);
    QueryRelations(&Life, &Relations);
    CHECK_EQUAL(Relations.Count, 2);
    ReleaseRelations(&Relations);

    Before = RelationsInvalidated;
    CHECK_EQUAL(Pnp(Seven, IRP_MN_SURPRISE_REMOVAL), STATUS_SUCCESS);
    CHECK_EQUAL(Pnp(Seven, IRP_MN_REMOVE_DEVICE), STATUS_SUCCESS);
    ObDereferenceObject(Seven);
    CHECK(RelationsInvalidated != Before);
    QueryRelations(&Life, &Relations);
    CHECK_EQUAL(Relations.Count, 3);
    CHECK(Relations.Objects[2] != Seven);
    ReleaseRelations(&Relations);
    LifeEnd(&Life);
}

/* Surprise removal of the bus with all its children, and a child that is disabled and enabled on the way. */
static VOID Bus_WhenSurpriseRemoved_GoesClean(VOID)
{
    RELATIONS Relations;
    MachineFresh(TRUE);
    StoreDevices(2, 2);
    LIFE Life = LifeBegin();
    QueryRelations(&Life, &Relations);
    CHECK_EQUAL(Pnp(Relations.Objects[1], IRP_MN_START_DEVICE), STATUS_SUCCESS);
    CHECK_EQUAL(Pnp(Relations.Objects[1], IRP_MN_QUERY_REMOVE_DEVICE), STATUS_SUCCESS);
    CHECK_EQUAL(Pnp(Relations.Objects[1], IRP_MN_REMOVE_DEVICE), STATUS_SUCCESS);
    CHECK_EQUAL(Pnp(Relations.Objects[1], IRP_MN_START_DEVICE), STATUS_SUCCESS);

    CHECK_EQUAL(Pnp(Life.Pdo, IRP_MN_SURPRISE_REMOVAL), STATUS_SUCCESS);
    for (ULONG i = 0; i < Relations.Count; ++i)
    {
        CHECK_EQUAL(Pnp(Relations.Objects[i], IRP_MN_SURPRISE_REMOVAL), STATUS_SUCCESS);
        CHECK_EQUAL(Pnp(Relations.Objects[i], IRP_MN_REMOVE_DEVICE), STATUS_SUCCESS);
    }
    ReleaseRelations(&Relations);
    Life.Started = STATUS_UNSUCCESSFUL; /* the children are removed already */
    LifeEnd(&Life);
}

VOID ScenariosOfBus(VOID)
{
    SCENARIO(Start_WhenNotOnXen_RefusesAndTouchesNothing);
    SCENARIO(Start_WhenOnXen_FindsDisksFirst);
    SCENARIO(Start_WhenOnXen_SetsTheCallbackAfterTheWatch);
    SCENARIO(Child_WhenAsked_SaysWhatItIs);
    SCENARIO(Unplug_WhenBothKeysAreThere_HappensOnceInABoot);
    SCENARIO(Unplug_WhenAKeyIsMissing_DoesNotHappen);
    SCENARIO(Power_WhenSleepIsAsked_RefusesAndTells);
    SCENARIO(Usage_WhenPagingFileComes_KeepsTheBus);
    SCENARIO(Nic_WhenPluggedAndUnplugged_ComesAndGoes);
    SCENARIO(Bus_WhenSurpriseRemoved_GoesClean);
}
