// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: load tests, the PnP manager of the scenarios

#include "tests/load/xenbus/double/scenario.h"

#define SERVICES L"\\Registry\\Machine\\System\\CurrentControlSet\\Services\\"

ULONG ChecksMade;

VOID Check(BOOLEAN Good, const char *Text, const char *File, ULONG Line)
{
    ++ChecksMade;
    if (!Good)
        Fail("%s:%u: %s", File, (unsigned)Line, Text);
}

VOID CheckEqual(ULONG64 Actual, ULONG64 Expected, const char *Text, const char *File, ULONG Line)
{
    ++ChecksMade;
    if (Actual != Expected)
        Fail("%s:%u: %s is %llx, expected %llx", File, (unsigned)Line, Text, Actual, Expected);
}

VOID Pause(VOID)
{
    HostLock();
    (VOID) HostWait(300);
    HostUnlock();
}

VOID MachineFresh(BOOLEAN Registry)
{
    HostXenReset();
    HostStoreReset();
    EventsForget();
    AdvanceMs(60000);
    FailAllocation = 0;
    SystemRootStatus = STATUS_OBJECT_PATH_NOT_FOUND;
    if (Registry)
    {
        RegistryForget();
        RegistrySet(SERVICES L"xenbus", L"Start", 0);
    }
    else
        RegistryNewBoot();
}

VOID StoreDevices(ULONG Disks, ULONG Nics)
{
    char Path[64];
    for (ULONG i = 0; i < Disks; ++i)
    {
        (VOID) RtlStringCbPrintfA(Path, sizeof(Path), "device/vbd/%u/device-type", (unsigned)(51712 + 16 * i));
        HostStoreWrite(Path, "disk");
    }
    for (ULONG i = 0; i < Nics; ++i)
    {
        (VOID) RtlStringCbPrintfA(Path, sizeof(Path), "device/vif/%u/backend", (unsigned)i);
        HostStoreWrite(Path, "/local/domain/0/backend/vif/1/0");
    }
}

static NTSTATUS StartBus(LIFE *Life)
{
    union
    {
        CM_RESOURCE_LIST List;
        UCHAR Bytes[sizeof(CM_RESOURCE_LIST) + 2 * sizeof(CM_PARTIAL_RESOURCE_DESCRIPTOR)];
    } Resources;
    IO_STACK_LOCATION Request = {.MinorFunction = IRP_MN_START_DEVICE};

    RtlZeroMemory(&Resources, sizeof(Resources));
    Resources.List.Count = 1;
    Resources.List.List[0].InterfaceType = PCIBus;
    Resources.List.List[0].PartialResourceList.Version = 1;
    Resources.List.List[0].PartialResourceList.Revision = 1;
    Resources.List.List[0].PartialResourceList.Count = 3;
    CM_PARTIAL_RESOURCE_DESCRIPTOR *Descriptor = Resources.List.List[0].PartialResourceList.PartialDescriptors;
    Descriptor[0].Type = CmResourceTypePort;
    Descriptor[0].u.Port.Start.QuadPart = HOST_BAR0;
    Descriptor[0].u.Port.Length = 0x100;
    Descriptor[1].Type = CmResourceTypeMemory;
    Descriptor[1].u.Memory.Start.QuadPart = HOST_BAR1;
    Descriptor[1].u.Memory.Length = HOST_BAR1_END - HOST_BAR1;
    Descriptor[2].Type = CmResourceTypeInterrupt;
    Descriptor[2].ShareDisposition = CmResourceShareShared;
    Descriptor[2].u.Interrupt.Level = 9;
    Descriptor[2].u.Interrupt.Vector = 0x91;
    Descriptor[2].u.Interrupt.Affinity = 3;
    Request.Parameters.StartDevice.AllocatedResources = &Resources.List;
    Request.Parameters.StartDevice.AllocatedResourcesTranslated = &Resources.List;
    return PnpQuery(Life->Pdo, &Request, NULL);
}

LIFE LifeBegin(VOID)
{
    LIFE Life = {.Entry = STATUS_UNSUCCESSFUL, .Added = STATUS_UNSUCCESSFUL, .Started = STATUS_UNSUCCESSFUL};
    UNICODE_STRING Path;
    PDRIVER_INITIALIZE Entry = HostLoadDriver();

    RtlInitUnicodeString(&Path, SERVICES L"xenbus");
    Life.Driver = DriverCreate();
    Life.Entry = Entry(Life.Driver, &Path);
    if (!NT_SUCCESS(Life.Entry))
        return Life;
    HostDiscardInit();
    for (ULONG i = 0; i < 4; ++i)
        Life.Driver->MajorFunction[IRP_MJ_READ + i] = NULL;

    Life.Pdo = PciDeviceCreate();
    Life.Added = Life.Driver->DriverExtension->AddDevice(Life.Driver, Life.Pdo);
    if (!NT_SUCCESS(Life.Added))
        return Life;
    Life.Bus = Life.Pdo->AttachedDevice;
    CHECK((Life.Bus->Flags & DO_DEVICE_INITIALIZING) == 0);
    CHECK((Life.Bus->Flags & DO_POWER_PAGABLE) != 0);
    Life.Started = StartBus(&Life);
    return Life;
}

/* The PnP manager removes the children that it knows, then the bus; where the driver was not loaded, nothing is left.
 */
VOID LifeEnd(LIFE *Life)
{
    if (NT_SUCCESS(Life->Started))
    {
        RELATIONS Relations;
        QueryRelations(Life, &Relations);
        RemoveChildren(&Relations);
        ReleaseRelations(&Relations);
        CHECK_EQUAL(Pnp(Life->Pdo, IRP_MN_QUERY_REMOVE_DEVICE), STATUS_SUCCESS);
    }
    if (Life->Bus != NULL)
        CHECK_EQUAL(Pnp(Life->Pdo, IRP_MN_REMOVE_DEVICE), STATUS_SUCCESS);
    if (NT_SUCCESS(Life->Entry))
        Life->Driver->DriverUnload(Life->Driver);
    if (Life->Pdo != NULL)
        PciDeviceDelete(Life->Pdo);
    DriverDelete(Life->Driver);

    if (PoolLive() != 0)
        PoolReport();
    CHECK_EQUAL(PoolLive(), 0);
    CHECK_EQUAL(MappingsLive(), 0);
    CHECK_EQUAL(HandlesLive(), 0);
    CHECK_EQUAL(ObjectsLive(ObjectDevice), 0);
    CHECK_EQUAL(ObjectsLive(ObjectDriver), 0);
    WAIT_FOR(ObjectsLive(ObjectThread) == 0);
    CHECK_EQUAL(HostXen()->Callback, 0);
    CHECK_EQUAL(HostXen()->PortsOpen, 0);
    CHECK(!InterruptConnected);
    CHECK_EQUAL(Current()->CriticalRegions, 0);
    CHECK_EQUAL(Current()->Irql, PASSIVE_LEVEL);
}

static PDEVICE_OBJECT TopOf(PDEVICE_OBJECT Device)
{
    while (Device->AttachedDevice != NULL)
        Device = Device->AttachedDevice;
    return Device;
}

NTSTATUS PnpQuery(PDEVICE_OBJECT Device, IO_STACK_LOCATION *Request, ULONG_PTR *Information)
{
    PDEVICE_OBJECT Top = TopOf(Device);
    PIRP Irp = IrpCreate(Top, IRP_MJ_PNP, Request->MinorFunction);
    IoGetNextIrpStackLocation(Irp)->Parameters = Request->Parameters;
    const NTSTATUS Status = IrpSend(Top, Irp);
    if (Information != NULL)
        *Information = Irp->IoStatus.Information;
    IrpFree(Irp);
    return Status;
}

NTSTATUS Pnp(PDEVICE_OBJECT Device, UCHAR Minor)
{
    IO_STACK_LOCATION Request = {.MinorFunction = Minor};
    return PnpQuery(Device, &Request, NULL);
}

VOID QueryRelations(LIFE *Life, RELATIONS *Relations)
{
    ULONG_PTR Information;
    IO_STACK_LOCATION Request = {.MinorFunction = IRP_MN_QUERY_DEVICE_RELATIONS};
    Request.Parameters.QueryDeviceRelations.Type = BusRelations;
    CHECK_EQUAL(PnpQuery(Life->Pdo, &Request, &Information), STATUS_SUCCESS);

    const DEVICE_RELATIONS *Given = (const DEVICE_RELATIONS *)Information;
    Relations->Count = Given->Count;
    CHECK(Given->Count <= CHILDREN_MAX);
    for (ULONG i = 0; i < Given->Count; ++i)
        Relations->Objects[i] = Given->Objects[i];
    ExFreePool((PVOID)Given);
}

VOID ReleaseRelations(RELATIONS *Relations)
{
    for (ULONG i = 0; i < Relations->Count; ++i)
        ObDereferenceObject(Relations->Objects[i]);
    Relations->Count = 0;
}

VOID RemoveChildren(RELATIONS *Relations)
{
    for (ULONG i = 0; i < Relations->Count; ++i)
    {
        CHECK_EQUAL(Pnp(Relations->Objects[i], IRP_MN_QUERY_REMOVE_DEVICE), STATUS_SUCCESS);
        CHECK_EQUAL(Pnp(Relations->Objects[i], IRP_MN_REMOVE_DEVICE), STATUS_SUCCESS);
    }
}

NTSTATUS QueryInterface(PDEVICE_OBJECT Child, XENBUS_INTERFACE *Interface, USHORT Bytes, USHORT Version)
{
    static const GUID Type = OVM_XENBUS_INTERFACE_GUID;
    IO_STACK_LOCATION Request = {.MinorFunction = IRP_MN_QUERY_INTERFACE};
    Request.Parameters.QueryInterface.InterfaceType = &Type;
    Request.Parameters.QueryInterface.Size = Bytes;
    Request.Parameters.QueryInterface.Version = Version;
    Request.Parameters.QueryInterface.Interface = &Interface->Interface;
    return PnpQuery(Child, &Request, NULL);
}

BOOLEAN QueryIdIs(PDEVICE_OBJECT Child, BUS_QUERY_ID_TYPE Type, const WCHAR *Expected, ULONG Characters)
{
    ULONG_PTR Information;
    IO_STACK_LOCATION Request = {.MinorFunction = IRP_MN_QUERY_ID};
    Request.Parameters.QueryId.IdType = Type;
    if (!NT_SUCCESS(PnpQuery(Child, &Request, &Information)))
        return FALSE;
    const BOOLEAN Same =
        RtlCompareMemory((PVOID)Information, Expected, Characters * sizeof(WCHAR)) == Characters * sizeof(WCHAR);
    ExFreePool((PVOID)Information);
    return Same;
}

int LoadTestMain(PVOID MainBlock);
int LoadTestMain(PVOID MainBlock)
{
    KernelStart(MainBlock);
    ScenariosOfBus();
    ScenariosOfChild();
    ScenariosOfControl();
    ScenariosOfFaults();
    Print("load: %u checks, 0 failed", (unsigned)ChecksMade);
    return 0;
}
