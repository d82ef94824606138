// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: NT glue

#include "nt/ovm_wdm.h"
#include "nt/secure_device.h"

/* winnt.h, well-known SIDs; a SID with room for two parts below its authority (5, NT). */
typedef struct TWO_PART_SID
{
    SID Sid; /* has the first part */
    ULONG Second;
} TWO_PART_SID;

static TWO_PART_SID LocalSystem = {{SID_REVISION, 1, {{0, 0, 0, 0, 0, 5}}, {18}}, 0};      /* S-1-5-18 */
static TWO_PART_SID Administrators = {{SID_REVISION, 2, {{0, 0, 0, 0, 0, 5}}, {32}}, 544}; /* S-1-5-32-544 */

C_ASSERT(FIELD_OFFSET(TWO_PART_SID, Second) == FIELD_OFFSET(SID, SubAuthority) + sizeof(ULONG));

typedef union SECURE_DEVICE_ACL
{
    ACL Acl;
    UCHAR Bytes[sizeof(ACL) + 2 * (sizeof(ACCESS_ALLOWED_ACE) + sizeof(TWO_PART_SID))];
} SECURE_DEVICE_ACL;

/* D:P(A;;GA;;;SY)(A;;GA;;;BA) */
static NTSTATUS CODE_PAGE BuildDescriptor(_Out_ SECURITY_DESCRIPTOR *Descriptor, _Out_ SECURE_DEVICE_ACL *Acl)
{
    RtlZeroMemory(Acl, sizeof(*Acl));
    NTSTATUS Status = RtlCreateAcl(&Acl->Acl, sizeof(*Acl), ACL_REVISION);
    if (!NT_SUCCESS(Status))
        return Status;
    Status = RtlAddAccessAllowedAce(&Acl->Acl, ACL_REVISION, FILE_ALL_ACCESS, &LocalSystem.Sid);
    if (!NT_SUCCESS(Status))
        return Status;
    Status = RtlAddAccessAllowedAce(&Acl->Acl, ACL_REVISION, FILE_ALL_ACCESS, &Administrators.Sid);
    if (!NT_SUCCESS(Status))
        return Status;

    Status = RtlCreateSecurityDescriptor(Descriptor, SECURITY_DESCRIPTOR_REVISION);
    if (!NT_SUCCESS(Status))
        return Status;
    return RtlSetDaclSecurityDescriptor(Descriptor, TRUE, &Acl->Acl, FALSE);
}

static NTSTATUS CODE_PAGE ProtectDevice(_In_ PDEVICE_OBJECT Device)
{
    SECURITY_DESCRIPTOR Descriptor;
    SECURE_DEVICE_ACL Acl;
    NTSTATUS Status = BuildDescriptor(&Descriptor, &Acl);
    if (!NT_SUCCESS(Status))
        return Status;

    /* By pointer, with no file object in between: the handle is one of the device object itself. */
    HANDLE Handle;
    Status = ObOpenObjectByPointer(Device, OBJ_KERNEL_HANDLE, NULL, WRITE_DAC, NULL, KernelMode, &Handle);
    if (!NT_SUCCESS(Status))
        return Status;
    Status = ZwSetSecurityObject(Handle, DACL_SECURITY_INFORMATION, &Descriptor);
    ZwClose(Handle);
    return Status;
}

_Use_decl_annotations_ NTSTATUS CODE_PAGE SecureDeviceCreate(PDRIVER_OBJECT DriverObject, ULONG ExtensionBytes,
                                                             PUNICODE_STRING Name, DEVICE_TYPE Type,
                                                             PDEVICE_OBJECT *Device)
{
    PDEVICE_OBJECT Created;

    *Device = NULL;
    NTSTATUS Status =
        IoCreateDevice(DriverObject, ExtensionBytes, Name, Type, FILE_DEVICE_SECURE_OPEN, FALSE, &Created);
    if (!NT_SUCCESS(Status))
        return Status;

    Status = ProtectDevice(Created);
    if (!NT_SUCCESS(Status))
        goto deleteDevice;

    *Device = Created;
    return STATUS_SUCCESS;

deleteDevice:
    IoDeleteDevice(Created);
    return Status;
}
