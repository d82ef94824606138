// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: NT glue

#include "nt/ovm_wdm.h"
#include "nt/secure_device.h"

/* Room for two access-allowed entries; a SID has at most 68 bytes (15 sub-authorities), these two have 12 and 16. */
#define SID_BYTES_MAX 68u

typedef union SECURE_DEVICE_ACL
{
    ACL Acl;
    UCHAR Bytes[sizeof(ACL) + 2 * (sizeof(ACCESS_ALLOWED_ACE) + SID_BYTES_MAX)];
} SECURE_DEVICE_ACL;

/* D:P(A;;GA;;;SY)(A;;GA;;;BA) */
static NTSTATUS BuildDescriptor(_Out_ SECURITY_DESCRIPTOR *Descriptor, _Out_ SECURE_DEVICE_ACL *Acl)
{
    RtlZeroMemory(Acl, sizeof(*Acl));
    NTSTATUS Status = RtlCreateAcl(&Acl->Acl, sizeof(*Acl), ACL_REVISION);
    if (!NT_SUCCESS(Status))
        return Status;
    Status = RtlAddAccessAllowedAce(&Acl->Acl, ACL_REVISION, FILE_ALL_ACCESS, SeExports->SeLocalSystemSid);
    if (!NT_SUCCESS(Status))
        return Status;
    Status = RtlAddAccessAllowedAce(&Acl->Acl, ACL_REVISION, FILE_ALL_ACCESS, SeExports->SeAliasAdminsSid);
    if (!NT_SUCCESS(Status))
        return Status;

    Status = RtlCreateSecurityDescriptor(Descriptor, SECURITY_DESCRIPTOR_REVISION);
    if (!NT_SUCCESS(Status))
        return Status;
    return RtlSetDaclSecurityDescriptor(Descriptor, TRUE, &Acl->Acl, FALSE);
}

static NTSTATUS ProtectDevice(_In_ PDEVICE_OBJECT Device)
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

_Use_decl_annotations_ NTSTATUS SecureDeviceCreate(PDRIVER_OBJECT DriverObject, ULONG ExtensionBytes,
                                                   PUNICODE_STRING Name, DEVICE_TYPE Type, PDEVICE_OBJECT *Device)
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
