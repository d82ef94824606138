// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: load tests, the PnP manager of the scenarios

#pragma once

#include "tests/load/xenbus/double/double.h"
#include "nt/messages.h"
#include "nt/xenbus_interface.h"
#include "nt/xenbus_ioctl.h"

/* One life of the driver: from DriverEntry to unload, with the machine as it was set up before. */
typedef struct LIFE
{
    PDRIVER_OBJECT Driver;
    PDEVICE_OBJECT Pdo;
    PDEVICE_OBJECT Bus; /* NULL where AddDevice failed */
    NTSTATUS Entry, Added, Started;
} LIFE;

#define CHILDREN_MAX 48

/* What a query for bus relations gave; the objects are referenced. */
typedef struct RELATIONS
{
    ULONG Count;
    PDEVICE_OBJECT Objects[CHILDREN_MAX];
} RELATIONS;

extern ULONG ChecksMade;

/* The check goes wrong loudly, and the program ends: a kernel would be gone too. */
#define CHECK(Condition)              Check((Condition) != 0, #Condition, __FILE__, __LINE__)
#define CHECK_EQUAL(Actual, Expected) CheckEqual((ULONG64)(Actual), (ULONG64)(Expected), #Actual, __FILE__, __LINE__)
VOID Check(BOOLEAN Good, const char *Text, const char *File, ULONG Line);
VOID CheckEqual(ULONG64 Actual, ULONG64 Expected, const char *Text, const char *File, ULONG Line);

/* Everything as on a machine that was just switched on, the registry too where Registry is TRUE. */
VOID MachineFresh(BOOLEAN Registry);
VOID StoreDevices(ULONG Disks, ULONG Nics);

LIFE LifeBegin(VOID);     /* DriverEntry, AddDevice, start */
VOID LifeEnd(LIFE *Life); /* children removed, bus removed, unload, nothing left over */

NTSTATUS Pnp(PDEVICE_OBJECT Device, UCHAR Minor);
NTSTATUS PnpQuery(PDEVICE_OBJECT Device, IO_STACK_LOCATION *Request, ULONG_PTR *Information);
VOID QueryRelations(LIFE *Life, RELATIONS *Relations);
VOID ReleaseRelations(RELATIONS *Relations);
VOID RemoveChildren(RELATIONS *Relations);
NTSTATUS QueryInterface(PDEVICE_OBJECT Child, XENBUS_INTERFACE *Interface, USHORT Bytes, USHORT Version);
BOOLEAN QueryIdIs(PDEVICE_OBJECT Child, BUS_QUERY_ID_TYPE Type, const WCHAR *Expected, ULONG Characters);

/* Waits up to some seconds for what another thread does. */
#define WAIT_FOR(Condition)                                                                                            \
    do                                                                                                                 \
    {                                                                                                                  \
        for (ULONG Tries = 0; !(Condition) && Tries < 20000; ++Tries)                                                  \
            Pause();                                                                                                   \
        CHECK(Condition);                                                                                              \
    } while (0)
VOID Pause(VOID);

/* scenario_bus.c, scenario_child.c, scenario_control.c, scenario_faults.c */
VOID ScenariosOfBus(VOID);
VOID ScenariosOfChild(VOID);
VOID ScenariosOfControl(VOID);
VOID ScenariosOfFaults(VOID);

#define SCENARIO(Function)                                                                                             \
    do                                                                                                                 \
    {                                                                                                                  \
        Function();                                                                                                    \
        Print("  " #Function);                                                                                         \
    } while (0)
