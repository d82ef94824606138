// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: load tests of the control device, as the guest service uses it

#include "tests/load/xenbus/double/scenario.h"

#define LINK L"\\DosDevices\\OvmBus"

static NTSTATUS File(PDEVICE_OBJECT Device, PFILE_OBJECT FileObject, UCHAR Major)
{
    PIRP Irp = IrpCreate(Device, Major, 0);
    IoGetNextIrpStackLocation(Irp)->FileObject = FileObject;
    const NTSTATUS Status = IrpSend(Device, Irp);
    IrpFree(Irp);
    return Status;
}

/* As the I/O manager: no open while the device is being made; with a protected device only SYSTEM and Administrators.
 */
static NTSTATUS Open(PDEVICE_OBJECT Device, PFILE_OBJECT FileObject, PWSTR Name)
{
    RtlZeroMemory(FileObject, sizeof(*FileObject));
    RtlInitUnicodeString(&FileObject->FileName, Name);
    CHECK((Device->Flags & DO_DEVICE_INITIALIZING) == 0);
    CHECK(DeviceProtected(Device));
    CHECK((Device->Characteristics & FILE_DEVICE_SECURE_OPEN) != 0);
    return File(Device, FileObject, IRP_MJ_CREATE);
}

static PIRP Control(PDEVICE_OBJECT Device, PFILE_OBJECT FileObject, ULONG Code, ULONG Input, ULONG Output, PVOID Buffer)
{
    PIRP Irp = IrpCreate(Device, IRP_MJ_DEVICE_CONTROL, 0);
    PIO_STACK_LOCATION Stack = IoGetNextIrpStackLocation(Irp);
    Stack->FileObject = FileObject;
    Stack->Parameters.DeviceIoControl.IoControlCode = Code;
    Stack->Parameters.DeviceIoControl.InputBufferLength = Input;
    Stack->Parameters.DeviceIoControl.OutputBufferLength = Output;
    Irp->AssociatedIrp.SystemBuffer = Buffer;
    return Irp;
}

static NTSTATUS ControlNow(PDEVICE_OBJECT Device, PFILE_OBJECT FileObject, ULONG Code, ULONG Input, ULONG Output,
                           PVOID Buffer)
{
    PIRP Irp = Control(Device, FileObject, Code, Input, Output, Buffer);
    const NTSTATUS Status = IrpSend(Device, Irp);
    IrpFree(Irp);
    return Status;
}

static VOID Status_WhenLengthsAreWrong_IsRefused(VOID)
{
    FILE_OBJECT FileObject;
    OVM_BUS_STATUS Status;
    MachineFresh(TRUE);
    StoreDevices(2, 1);
    LIFE Life = LifeBegin();
    PDEVICE_OBJECT Device = DeviceByLink(LINK);
    CHECK(Device != NULL);
    CHECK_EQUAL(Open(Device, &FileObject, L"\\x"), STATUS_OBJECT_NAME_INVALID);
    CHECK_EQUAL(Open(Device, &FileObject, NULL), STATUS_SUCCESS);

    for (ULONG Output = 0; Output <= 2 * sizeof(Status); ++Output)
    {
        if (Output != sizeof(Status))
            CHECK_EQUAL(ControlNow(Device, &FileObject, IOCTL_OVM_BUS_STATUS, 0, Output, NULL),
                        STATUS_BUFFER_TOO_SMALL);
    }
    CHECK_EQUAL(ControlNow(Device, &FileObject, IOCTL_OVM_BUS_STATUS, 1, sizeof(Status), NULL),
                STATUS_INVALID_PARAMETER);
    CHECK_EQUAL(ControlNow(Device, &FileObject, 0x12345678, 0, 0, NULL), STATUS_INVALID_DEVICE_REQUEST);
    CHECK_EQUAL(ControlNow(Device, &FileObject, IOCTL_OVM_BUS_WAIT_SHUTDOWN, 0, 3, NULL), STATUS_BUFFER_TOO_SMALL);

    CHECK_EQUAL(ControlNow(Device, &FileObject, IOCTL_OVM_BUS_STATUS, 0, sizeof(Status), &Status), STATUS_SUCCESS);
    CHECK_EQUAL(Status.Bytes, sizeof(Status));
    CHECK_EQUAL(Status.XenMajor, 4);
    CHECK_EQUAL(Status.DiskUnplug, 1);
    CHECK_EQUAL(Status.DisksConfigured, 2);
    CHECK_EQUAL(Status.NicsShown, 1);
    CHECK_EQUAL(File(Device, &FileObject, IRP_MJ_CLEANUP), STATUS_SUCCESS);
    CHECK_EQUAL(File(Device, &FileObject, IRP_MJ_CLOSE), STATUS_SUCCESS);

    /* Neither the bus nor a child can be opened. */
    CHECK_EQUAL(File(Life.Bus, &FileObject, IRP_MJ_CREATE), STATUS_INVALID_DEVICE_REQUEST);
    LifeEnd(&Life);
}

static VOID Shutdown_WhenHostAsks_ReachesTheWaiter(VOID)
{
    FILE_OBJECT FileObject;
    OVM_BUS_SHUTDOWN Answer = {0};
    CHAR Value[16];
    MachineFresh(TRUE);
    LIFE Life = LifeBegin();
    PDEVICE_OBJECT Device = DeviceByLink(LINK);
    CHECK_EQUAL(Open(Device, &FileObject, NULL), STATUS_SUCCESS);

    PIRP Wait = Control(Device, &FileObject, IOCTL_OVM_BUS_WAIT_SHUTDOWN, 0, sizeof(Answer), &Answer);
    CHECK_EQUAL(IoCallDriver(Device, Wait), STATUS_PENDING);
    CHECK_EQUAL(ControlNow(Device, &FileObject, IOCTL_OVM_BUS_WAIT_SHUTDOWN, 0, sizeof(Answer), &Answer),
                STATUS_DEVICE_BUSY);
    HostStoreWrite("control/shutdown", "reboot");
    WAIT_FOR(IrpIsDone(Wait));
    CHECK_EQUAL(Wait->IoStatus.Status, STATUS_SUCCESS);
    CHECK_EQUAL(Wait->IoStatus.Information, sizeof(Answer));
    CHECK_EQUAL(Answer.Request, OVM_BUS_SHUTDOWN_REBOOT);
    IrpFree(Wait);
    CHECK(HostStoreRead("control/shutdown", Value, sizeof(Value)) && Value[0] == '\0');
    CHECK_EQUAL(EventsLogged(OVM_EVENT_HOST_REQUEST, NULL), 1);

    /* Nobody listens: kept, told, not acknowledged; the next caller gets it at once. */
    HostStoreWrite("control/shutdown", "poweroff");
    WAIT_FOR(EventsLogged(OVM_EVENT_HOST_NOT_SERVED, NULL) == 1);
    CHECK(HostStoreRead("control/shutdown", Value, sizeof(Value)) && Value[0] == 'p');
    CHECK_EQUAL(ControlNow(Device, &FileObject, IOCTL_OVM_BUS_WAIT_SHUTDOWN, 0, sizeof(Answer), &Answer),
                STATUS_SUCCESS);
    CHECK_EQUAL(Answer.Request, OVM_BUS_SHUTDOWN_POWEROFF);
    CHECK(HostStoreRead("control/shutdown", Value, sizeof(Value)) && Value[0] == '\0');
    CHECK_EQUAL(File(Device, &FileObject, IRP_MJ_CLEANUP), STATUS_SUCCESS);
    LifeEnd(&Life);
}

static VOID Suspend_WhenHostAsks_IsToldAndNotAcknowledged(VOID)
{
    FILE_OBJECT FileObject;
    OVM_BUS_SHUTDOWN Answer;
    CHAR Value[16];
    MachineFresh(TRUE);
    LIFE Life = LifeBegin();
    PDEVICE_OBJECT Device = DeviceByLink(LINK);
    CHECK_EQUAL(Open(Device, &FileObject, NULL), STATUS_SUCCESS);
    PIRP Wait = Control(Device, &FileObject, IOCTL_OVM_BUS_WAIT_SHUTDOWN, 0, sizeof(Answer), &Answer);
    CHECK_EQUAL(IoCallDriver(Device, Wait), STATUS_PENDING);
    HostStoreWrite("control/shutdown", "suspend");
    WAIT_FOR(EventsLogged(OVM_EVENT_HOST_NOT_SERVED, NULL) == 1);
    CHECK(HostStoreRead("control/shutdown", Value, sizeof(Value)) && Value[0] == 's');
    CHECK(!IrpIsDone(Wait));
    IrpCancel(Wait);
    CHECK_EQUAL(Wait->IoStatus.Status, STATUS_CANCELLED);
    IrpFree(Wait);
    LifeEnd(&Life);
}

/* A service that does not close its handle: its request ends, the device stays until the handle goes. */
static VOID Removal_WhenAHandleIsOpen_EndsTheWaiter(VOID)
{
    FILE_OBJECT FileObject;
    OVM_BUS_SHUTDOWN Answer;
    OVM_BUS_STATUS Status;
    MachineFresh(TRUE);
    LIFE Life = LifeBegin();
    PDEVICE_OBJECT Device = DeviceByLink(LINK);
    CHECK_EQUAL(Open(Device, &FileObject, NULL), STATUS_SUCCESS);
    ObReferenceObject(Device);
    PIRP Wait = Control(Device, &FileObject, IOCTL_OVM_BUS_WAIT_SHUTDOWN, 0, sizeof(Answer), &Answer);
    CHECK_EQUAL(IoCallDriver(Device, Wait), STATUS_PENDING);

    RELATIONS Relations;
    QueryRelations(&Life, &Relations);
    RemoveChildren(&Relations);
    ReleaseRelations(&Relations);
    CHECK_EQUAL(Pnp(Life.Pdo, IRP_MN_REMOVE_DEVICE), STATUS_SUCCESS);
    CHECK(IrpIsDone(Wait));
    CHECK_EQUAL(Wait->IoStatus.Status, STATUS_DELETE_PENDING);
    IrpFree(Wait);
    CHECK(DeviceByLink(LINK) == NULL);
    CHECK_EQUAL(ControlNow(Device, &FileObject, IOCTL_OVM_BUS_STATUS, 0, sizeof(Status), &Status),
                STATUS_DELETE_PENDING);
    CHECK_EQUAL(File(Device, &FileObject, IRP_MJ_CLEANUP), STATUS_SUCCESS);
    CHECK_EQUAL(File(Device, &FileObject, IRP_MJ_CLOSE), STATUS_SUCCESS);
    ObDereferenceObject(Device);
    Life.Bus = NULL;
    Life.Started = STATUS_UNSUCCESSFUL;
    LifeEnd(&Life);
}

VOID ScenariosOfControl(VOID)
{
    SCENARIO(Status_WhenLengthsAreWrong_IsRefused);
    SCENARIO(Shutdown_WhenHostAsks_ReachesTheWaiter);
    SCENARIO(Suspend_WhenHostAsks_IsToldAndNotAcknowledged);
    SCENARIO(Removal_WhenAHandleIsOpen_EndsTheWaiter);
}
