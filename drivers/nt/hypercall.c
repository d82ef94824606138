// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: NT glue

#include "nt/ovm_wdm.h"
#include "nt/hypercall.h"

/* Xen public/arch-x86/cpuid.h: leaves start at a multiple of 0x100; base has the signature, base + 1 the version. */
#define XEN_LEAF_FIRST    0x40000000u
#define XEN_LEAF_LAST     0x4000FF00u
#define XEN_LEAF_STEP     0x100u
#define XEN_LEAVES_NEEDED 2u

/* CPUID leaf 1, ECX bit 31: a hypervisor is present. */
#define CPUID_HYPERVISOR_PRESENT 0x80000000u

static BOOLEAN HypercallUsesVmmcall;

CPUID_LEAF CpuidRead(UINT32 Leaf)
{
    CPUID_LEAF Result;
    __asm__ volatile("cpuid"
                     : "=a"(Result.Eax), "=b"(Result.Ebx), "=c"(Result.Ecx), "=d"(Result.Edx)
                     : "a"(Leaf), "c"(0));
    return Result;
}

/* AMD and its licensee Hygon have VMMCALL; every other maker of processors that Xen runs on has VMCALL. */
static BOOLEAN CpuHasVmmcall(VOID)
{
    const CPUID_LEAF Vendor = CpuidRead(0);
    const BOOLEAN Amd = Vendor.Ebx == 0x68747541 && Vendor.Edx == 0x69746E65 && Vendor.Ecx == 0x444D4163;
    const BOOLEAN Hygon = Vendor.Ebx == 0x6F677948 && Vendor.Edx == 0x6E65476E && Vendor.Ecx == 0x656E6975;
    return Amd || Hygon;
}

_Use_decl_annotations_ NTSTATUS HypercallFind(HYPERVISOR *Hypervisor)
{
    RtlZeroMemory(Hypervisor, sizeof(*Hypervisor));

    /* On bare metal these leaves repeat the highest ordinary one: whatever they hold is not an answer. */
    if ((CpuidRead(1).Ecx & CPUID_HYPERVISOR_PRESENT) == 0)
        return STATUS_NOT_SUPPORTED;

    for (UINT32 Base = XEN_LEAF_FIRST; Base <= XEN_LEAF_LAST; Base += XEN_LEAF_STEP)
    {
        const CPUID_LEAF Signature = CpuidRead(Base);
        /* "XenVMMXenVMM" */
        if (Signature.Ebx != 0x566E6558 || Signature.Ecx != 0x65584D4D || Signature.Edx != 0x4D4D566E)
            continue;
        if (Signature.Eax < Base + XEN_LEAVES_NEEDED)
            continue;

        const UINT32 Version = CpuidRead(Base + 1).Eax;
        Hypervisor->BaseLeaf = Base;
        Hypervisor->Major = (UINT16)(Version >> 16);
        Hypervisor->Minor = (UINT16)Version;
        HypercallUsesVmmcall = CpuHasVmmcall();
        return STATUS_SUCCESS;
    }
    return STATUS_NOT_SUPPORTED;
}

#ifdef _WIN64
_Use_decl_annotations_ LONG_PTR Hypercall3(ULONG Number, ULONG_PTR Argument1, ULONG_PTR Argument2, ULONG_PTR Argument3)
{
    LONG_PTR Result;
    /* The hypervisor may clobber the argument registers, so they go in and out. */
    if (HypercallUsesVmmcall)
        __asm__ volatile("vmmcall"
                         : "=a"(Result), "+D"(Argument1), "+S"(Argument2), "+d"(Argument3)
                         : "0"((LONG_PTR)Number)
                         : "memory");
    else
        __asm__ volatile("vmcall"
                         : "=a"(Result), "+D"(Argument1), "+S"(Argument2), "+d"(Argument3)
                         : "0"((LONG_PTR)Number)
                         : "memory");
    return Result;
}
#else
_Use_decl_annotations_ LONG_PTR Hypercall3(ULONG Number, ULONG_PTR Argument1, ULONG_PTR Argument2, ULONG_PTR Argument3)
{
    LONG_PTR Result;
    if (HypercallUsesVmmcall)
        __asm__ volatile("vmmcall"
                         : "=a"(Result), "+b"(Argument1), "+c"(Argument2), "+d"(Argument3)
                         : "0"((LONG_PTR)Number)
                         : "memory");
    else
        __asm__ volatile("vmcall"
                         : "=a"(Result), "+b"(Argument1), "+c"(Argument2), "+d"(Argument3)
                         : "0"((LONG_PTR)Number)
                         : "memory");
    return Result;
}
#endif

_Use_decl_annotations_ LONG_PTR Hypercall2(ULONG Number, ULONG_PTR Argument1, ULONG_PTR Argument2)
{
    return Hypercall3(Number, Argument1, Argument2, 0);
}

_Use_decl_annotations_ NTSTATUS HypercallStatus(LONG_PTR Result)
{
    if (Result >= 0)
        return STATUS_SUCCESS;

    /* xen/errno.h, the numbers that HVM guests meet */
    switch (-Result)
    {
    case 1:  /* EPERM */
    case 13: /* EACCES */
        return STATUS_ACCESS_DENIED;
    case 2: /* ENOENT */
    case 3: /* ESRCH */
        return STATUS_NOT_FOUND;
    case 12: /* ENOMEM */
    case 28: /* ENOSPC */
        return STATUS_INSUFFICIENT_RESOURCES;
    case 22: /* EINVAL */
        return STATUS_INVALID_PARAMETER;
    case 38: /* ENOSYS */
    case 95: /* EOPNOTSUPP */
        return STATUS_NOT_IMPLEMENTED;
    default:
        return STATUS_UNSUCCESSFUL;
    }
}
