// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: executes a built x64 xenvbd.sys against doubles of all that is around it.
// sources: blkback.c bus.c bus_store.c nt.c pe.c storport.c
#define _GNU_SOURCE
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "tests/load/blkback.h"
#include "tests/load/storport.h"
#include "tests/unit/check.h"

static void MakeDisk(uint64_t BackState)
{
    StorePut("/home/vm", "/vm/0004fb00-0006-0000-aaaa-0123456789ab");
    StorePut(FRONT "/device-type", "disk");
    StorePut(FRONT "/backend", BACK);
    StorePut(FRONT "/backend-id", "3");
    StorePut(FRONT "/state", "1");
    StorePut(BACK "/mode", "w");
    StorePut(BACK "/online", "1");
    StorePutNumber(BACK "/state", BackState);
    BusListFrontend(51712, "device/vbd/51712");
}

static uint8_t Run(REQUEST *Request)
{
    Issue(Request);
    CHECK(WaitComplete(Request));
    return Request->Srb.SrbStatus;
}

static uint8_t RunTransfer(bool Write, uint32_t Lba, uint8_t *Buffer, uint32_t Bytes, bool Force)
{
    char Hex[40];
    snprintf(Hex, sizeof(Hex), "%02X %02X %02X %02X %02X %02X 00 %02X %02X 00", Write ? 0x2A : 0x28, Force ? 8 : 0,
             Lba >> 24, Lba >> 16 & 255, Lba >> 8 & 255, Lba & 255, Bytes / 512 >> 8, Bytes / 512 & 255);
    REQUEST *const Request = NewRequest(Hex, NULL, Bytes);
    Describe(Request, Buffer, Bytes);
    const uint8_t Status = Run(Request);
    if (Status == 1)
        CHECK_EQUAL(Request->Srb.DataBytes, Bytes);
    return Status;
}

static uint8_t Config[256]; // PORT_CONFIGURATION_INFORMATION
static uint8_t *Driver;
static void *PhysicalDevice;

static uint32_t Start(void)
{
    uint32_t MS (*AddDevice)(void *, void *);
    uint8_t *DriverExtension;

    memcpy(&DriverExtension, Driver + DRIVER_OBJECT_EXTENSION, 8);
    memcpy(&AddDevice, DriverExtension + DRIVER_EXTENSION_ADD, 8);
    PhysicalDevice = NtDeviceCreate(NULL);
    CHECK_EQUAL(AddDevice(Driver, PhysicalDevice), STATUS_OK);
    Extension = ArenaAllocate(Hw.DeviceExtensionSize);
    memset(Extension, 0, Hw.DeviceExtensionSize); // only before the first start
    memset(Config, 0, sizeof(Config));
    const uint32_t Length = 208;
    memcpy(Config, &Length, 4);
    Config[144] = 0x80; // the system does 64-bit DMA
    return StartAdapter(Config);
}

static void Remove(void)
{
    uint32_t MS (*Pnp)(void *, void *);
    uint8_t *const Irp = calloc(1, 1024);
    uint8_t *const Stack = Irp + 512;

    memcpy(&Pnp, Driver + DRIVER_OBJECT_MAJOR + IRP_MJ_PNP * 8, 8);
    Stack[0] = IRP_MJ_PNP;
    Stack[1] = 2; // IRP_MN_REMOVE_DEVICE
    memcpy(Irp + IRP_STACK, &Stack, 8);
    const unsigned Before = PortPnpCalls;
    CHECK_EQUAL(Pnp(NtAttachedDevice, Irp), STATUS_OK);
    CHECK_EQUAL(PortPnpCalls, Before + 1);
    free(Irp);
}

// After a stop nothing is left of what was taken.
static void CheckNothingLeft(void)
{
    CHECK_EQUAL(NtLiveBlocks, 0);
    CHECK_EQUAL(NtLiveThreads, 0);
    CHECK_EQUAL(GrantsShared(), 0);
    CHECK_EQUAL(GrantsReserved(), 0);
    CHECK_EQUAL(PortsOpen(), 0);
}

static bool WaitState(const char *Path, uint64_t State)
{
    for (int Waited = 0; Waited < 5000 && StoreGetNumber(Path, 0) != State; ++Waited)
        usleep(1000);
    return StoreGetNumber(Path, 0) == State;
}

// ---- the tests ----

static void FindAdapter_WhenBusIsAbsentOrOther_RefusesWithOneEvent(void)
{
    for (uint16_t Version = 0; Version <= 2; Version += 2)
    {
        BusReset();
        BusVersion = Version;
        const unsigned Events = NtEventsLogged, Errors = ErrorsLogged;
        CHECK_EQUAL(Start(), 2); // SP_RETURN_ERROR
        CHECK_EQUAL(NtEventsLogged, Events + 1);
        CHECK_EQUAL(NtLastEventId, 0xE0000003); // OVM_EVENT_INTERFACE_MISMATCH
        CHECK_EQUAL(ErrorsLogged, Errors + 1);
        Remove();
        CheckNothingLeft();
    }
}

static void FindAdapter_WhenNoDisk_ShowsNoTarget(void)
{
    BusReset();
    CHECK_EQUAL(Start(), 1); // SP_RETURN_FOUND
    CHECK_EQUAL(BusUnplugConfirmed, 1);
    uint32_t Value;
    memcpy(&Value, Config + 24, 4);
    CHECK_EQUAL(Value, 128 * 1024); // MaximumTransferLength
    memcpy(&Value, Config + 28, 4);
    CHECK_EQUAL(Value, 33); // NumberOfPhysicalBreaks
    CHECK_EQUAL(Config[144], 1);
    memcpy(&Value, Config + 148, 4);
    CHECK_EQUAL(Value, 1); // full duplex
    for (uint8_t Target = 0; Target < 128; ++Target)
    {
        REQUEST *const Request = NewRequest("12 00 00 00 24 00", ArenaAllocate(36), 36);
        Request->Srb.TargetId = Target;
        CHECK_EQUAL(Run(Request), 0x08); // SRB_STATUS_NO_DEVICE
    }
    Remove();
    CheckNothingLeft();
}

static void Control_WhenAsked_ListsStopAndRestart(void)
{
    struct
    {
        uint32_t Max;
        uint8_t Supported[8];
    } List = {5, {0}};
    CHECK_EQUAL(Hw.AdapterControl(NULL, 0, &List), 0);
    CHECK(List.Supported[0] && List.Supported[1] && List.Supported[2] && !List.Supported[3] && !List.Supported[4]);
    List.Max = 1;
    memset(List.Supported, 0, sizeof(List.Supported));
    CHECK_EQUAL(Hw.AdapterControl(NULL, 0, &List), 0);
    CHECK(List.Supported[0] && !List.Supported[1]); // never beyond the list
}

static void Disk_WhenConnected_AnswersAndMovesData(void)
{
    uint8_t *const Data = ArenaAllocate(256), *const Write = ArenaAllocate(131072), *const Read = ArenaAllocate(131072);

    BusReset();
    MakeDisk(2);
    CHECK_EQUAL(Start(), 1);
    CHECK_EQUAL(StoreGetNumber(FRONT "/state", 0), 4); // there when Storport looks for targets
    REQUEST *Request = NewRequest("12 00 00 00 24 00", Data, 36);
    CHECK_EQUAL(Run(Request), 1);
    CHECK(memcmp(Data + 8, "Oracle  VM Virtual      ", 24) == 0);
    Request = NewRequest("12 01 80 00 FF 00", Data, 255);
    CHECK_EQUAL(Run(Request), 1);
    CHECK(memcmp(Data + 4, "0004fb0000060000aaaa0123456789ab-51712", 38) == 0);
    CHECK_EQUAL(Request->Srb.DataBytes, 42); // shortened to what there is
    CHECK_EQUAL(Run(NewRequest("25 00 00 00 00 00 00 00 00 00", Data, 8)), 1);
    CHECK(memcmp(Data, "\0\0\xFF\xFF\0\0\2\0", 8) == 0);
    Request = NewRequest("5E 00 00 00 00 00 00 00 08 00", Data, 8);
    CHECK_EQUAL(Run(Request), 0x84); // error, sense valid
    CHECK_EQUAL(Request->Srb.ScsiStatus, 2);
    CHECK_EQUAL(((uint8_t *)Request->Srb.Sense)[2], 5);

    for (uint32_t Byte = 0; Byte < 131072; ++Byte)
        Write[Byte] = (uint8_t)(Byte * 7 + Byte / 512);
    CHECK_EQUAL(RunTransfer(true, 1000, Write, 131072, false), 1);
    CHECK(memcmp(Backend.Disk + 1000 * 512, Write, 131072) == 0);
    CHECK_EQUAL(RunTransfer(false, 1000, Read, 131072, false), 1);
    CHECK(memcmp(Read, Write, 131072) == 0);
    const unsigned Flushes = Backend.Flushes;
    CHECK_EQUAL(RunTransfer(true, 5, Write, 512, true), 1); // FUA
    CHECK_EQUAL(Backend.Flushes, Flushes + 1);
    CHECK_EQUAL(Run(NewRequest("35 00 00 00 00 00 00 00 00 00", NULL, 0)), 1);
    CHECK_EQUAL(Backend.Flushes, Flushes + 2);
    atomic_store(&Backend.Refuse, true);
    CHECK_EQUAL(RunTransfer(false, 0, Read, 4096, false), 0x84);
    atomic_store(&Backend.Refuse, false);
    Remove();
    CHECK_EQUAL(StoreGetNumber(FRONT "/state", 0), 6);
    CHECK_EQUAL(StoreGetNumber(BACK "/state", 0), 6);
    CheckNothingLeft();
}

// Buffers at every offset within a sector, which blkif cannot name: through the bounce buffer, both ways.
static void Transfer_WhenBufferIsUnaligned_IsBounced(void)
{
    uint8_t *const Write = ArenaAllocate(65536 + 4096), *const Read = ArenaAllocate(65536 + 4096);

    BusReset();
    MakeDisk(2);
    CHECK_EQUAL(Start(), 1);
    for (uint32_t Offset = 4; Offset < 512; Offset += 84)
    {
        for (uint32_t Byte = 0; Byte < 20480; ++Byte)
            Write[Offset + Byte] = (uint8_t)(Byte * 13 + Offset);
        memset(Read, 0xA5, 65536);
        CHECK_EQUAL(RunTransfer(true, 64, Write + Offset, 20480, false), 1);
        CHECK(memcmp(Backend.Disk + 64 * 512, Write + Offset, 20480) == 0);
        CHECK_EQUAL(RunTransfer(false, 64, Read + Offset, 20480, false), 1);
        CHECK(memcmp(Read + Offset, Write + Offset, 20480) == 0);
        CHECK(Read[Offset - 1] == 0xA5 && Read[Offset + 20480] == 0xA5);
    }
    // Two at a time: the second is sent back as busy, and Storport tries again.
    atomic_store(&Backend.Silent, true);
    REQUEST *const First = NewRequest("28 00 00 00 00 00 00 00 01 00", NULL, 512);
    REQUEST *const Second = NewRequest("28 00 00 00 00 00 00 00 01 00", NULL, 512);
    Describe(First, Read + 4, 512);
    Describe(Second, Read + 2004, 512);
    Issue(First);
    CHECK_EQUAL(Run(Second), 0x05); // SRB_STATUS_BUSY
    CHECK(!atomic_load(&First->Complete));
    atomic_store(&Backend.Silent, false);
    CHECK(WaitComplete(First));
    CHECK_EQUAL(RunTransfer(false, 0, Read + 4, 512, false), 1);
    Remove();
    CheckNothingLeft();
}

typedef struct WORKER
{
    pthread_t Thread;
    uint32_t Number, Good;
} WORKER;

static void *Work(void *Context)
{
    WORKER *const Worker = Context;
    uint8_t *const Buffer = ArenaAllocate(65536), *const Back = ArenaAllocate(65536);
    uint32_t Seed = Worker->Number + 1;

    for (int Round = 0; Round < 120; ++Round)
    {
        Seed = Seed * 1664525u + 1013904223u;
        const uint32_t Bytes = (1 + (Seed >> 24) % 128) * 512;
        const uint32_t Lba = Worker->Number * 4096 + (Seed >> 8) % 2048;
        for (uint32_t Byte = 0; Byte < Bytes; Byte += 4)
            memcpy(Buffer + Byte, &Seed, 4), Seed = Seed * 22695477u + 1;
        memset(Back, 0, Bytes);
        if (RunTransfer(true, Lba, Buffer, Bytes, Round % 7 == 0) == 1 &&
            RunTransfer(false, Lba, Back, Bytes, false) == 1 && memcmp(Buffer, Back, Bytes) == 0)
            ++Worker->Good;
    }
    return NULL;
}

static void Disk_WhenManyProcessorsUseIt_LosesNothing(void)
{
    WORKER Workers[12];

    BusReset();
    MakeDisk(2);
    CHECK_EQUAL(Start(), 1);
    for (uint32_t Number = 0; Number < 12; ++Number)
    {
        Workers[Number] = (WORKER){.Number = Number};
        if (pthread_create(&Workers[Number].Thread, NULL, Work, &Workers[Number]) != 0)
            abort();
    }
    for (uint32_t Number = 0; Number < 12; ++Number)
    {
        pthread_join(Workers[Number].Thread, NULL);
        CHECK_EQUAL(Workers[Number].Good, 120);
    }
    Remove();
    CheckNothingLeft();
}

// The host takes the disk away while a request waits, and later gives it back.
static void Disk_WhenUnpluggedByHost_EndsItsRequestsAndGoes(void)
{
    uint8_t *const Buffer = ArenaAllocate(4096);

    BusReset();
    MakeDisk(2);
    CHECK_EQUAL(Start(), 1);
    const unsigned Changes = BusChanges;
    StorePut(BACK "/online", "0");
    StorePutNumber(BACK "/state", 5);
    CHECK(WaitState(BACK "/state", 6));
    CHECK(BusChanges > Changes);
    CHECK_EQUAL(RunTransfer(false, 0, Buffer, 4096, false), 0x08);
    BusUnlistFrontends();
    usleep(20000);
    StorePut(BACK "/online", "1");
    BusListFrontend(51712, "device/vbd/51712");
    CHECK(WaitState(FRONT "/state", 4));
    for (int Waited = 0; Waited < 2000 && RunTransfer(false, 0, Buffer, 4096, false) != 1; ++Waited)
        usleep(1000);
    CHECK_EQUAL(RunTransfer(false, 0, Buffer, 4096, false), 1);
    Remove();
    CheckNothingLeft();
}

static void Backend_WhenItLies_LosesThatDiskWithOneEvent(void)
{
    uint8_t *const Buffer = ArenaAllocate(4096);

    BusReset();
    MakeDisk(2);
    CHECK_EQUAL(Start(), 1);
    const unsigned Events = NtEventsLogged;
    atomic_store(&Backend.Lie, 1);
    CHECK_EQUAL(RunTransfer(false, 0, Buffer, 4096, false), 0x08);
    CHECK(WaitState(FRONT "/state", 6));
    CHECK_EQUAL(NtEventsLogged, Events + 1);
    CHECK_EQUAL(NtLastEventId, 0xE0000005); // OVM_EVENT_BACKEND_BROKEN
    CHECK_EQUAL(RunTransfer(false, 0, Buffer, 4096, false), 0x08);
    BusListFrontend(5632, "device/vbd/5632"); // another front end makes the driver look at all of them
    usleep(300000);
    CHECK_EQUAL(StoreGetNumber(FRONT "/state", 0), 6); // not connected again before the device starts again
    Remove();
    CheckNothingLeft();
}

// A storage take-over: the backend is silent, Windows resets the bus, and nothing is completed before its time.
static void Backend_WhenSilent_KeepsRequestsOverReset(void)
{
    uint8_t *const Buffer = ArenaAllocate(4096);

    BusReset();
    MakeDisk(2);
    CHECK_EQUAL(Start(), 1);
    atomic_store(&Backend.Silent, true);
    REQUEST *const Request = NewRequest("28 00 00 00 00 00 00 00 08 00", NULL, 4096);
    Describe(Request, Buffer, 4096);
    Issue(Request);
    usleep(50000);
    CHECK(Hw.ResetBus(Extension, 0));
    CHECK(!atomic_load(&Request->Complete));
    atomic_store(&Backend.Silent, false);
    CHECK(WaitComplete(Request));
    CHECK_EQUAL(Request->Srb.SrbStatus, 1);
    Remove();
    CheckNothingLeft();
}

static void Disk_WhenKeysMakeNone_IsRefused(void)
{
    static const char *const Sizes[] = {"0", "513", "8192", "-1", "x"};

    for (int Row = 0; Row < 5; ++Row)
    {
        BusReset();
        MakeDisk(2);
        StorePut(BACK "/sector-size", "512");
        if (strcmp(Sizes[Row], "x") != 0)
            StorePut(BACK "/physical-sector-size", Sizes[Row]);
        else
            StorePut(BACK "/info", "1"); // a CD-ROM
        const unsigned Events = NtEventsLogged;
        CHECK_EQUAL(Start(), 1);
        REQUEST *const Request = NewRequest("00 00 00 00 00 00", NULL, 0);
        // A number that is none keeps its default; 8192 is a fine physical sector.
        const bool Good = strcmp(Sizes[Row], "8192") == 0 || strcmp(Sizes[Row], "-1") == 0;
        CHECK_EQUAL(Run(Request), Good ? 1 : 0x08);
        Remove();
        CHECK_EQUAL(NtEventsLogged - Events, Good ? 0 : 1);
        CheckNothingLeft();
    }
}

int main(int Count, char **Arguments)
{
    static const PE_BINDING *const Tables[] = {NtBindings, StorportBindings, NULL};
    if (Count != 2)
    {
        fprintf(stderr, "usage: load_xenvbd xenvbd.sys\n");
        return 2;
    }
    uint32_t MS (*DriverEntry)(void *, void *) = PeLoad(Arguments[1], Tables, &NtTickCount);
    CheckedTest = "DriverEntry";
    CHECK_EQUAL(DriverEntry(NULL, NULL), STATUS_OK); // the copy for a crash dump
    uint8_t Again;
    CHECK_EQUAL(Hw.FindAdapter(Config, NULL, NULL, "dump=1;", Config, &Again), 0); // SP_RETURN_NOT_FOUND
    Driver = NtDriverCreate();
    CHECK_EQUAL(DriverEntry(Driver, (void *)Arguments), STATUS_OK);
    CHECK(Hw.Size == 136 || Hw.Size == 208);
    CHECK_EQUAL(Hw.InterfaceType, 0);
    BusReset();
    BackendStart();

    RUN(Control_WhenAsked_ListsStopAndRestart);
    RUN(FindAdapter_WhenBusIsAbsentOrOther_RefusesWithOneEvent);
    RUN(FindAdapter_WhenNoDisk_ShowsNoTarget);
    RUN(Disk_WhenConnected_AnswersAndMovesData);
    RUN(Transfer_WhenBufferIsUnaligned_IsBounced);
    RUN(Disk_WhenManyProcessorsUseIt_LosesNothing);
    RUN(Disk_WhenUnpluggedByHost_EndsItsRequestsAndGoes);
    RUN(Backend_WhenItLies_LosesThatDiskWithOneEvent);
    RUN(Backend_WhenSilent_KeepsRequestsOverReset);
    RUN(Disk_WhenKeysMakeNone_IsRefused);
    BackendStop();
    return CheckFinish("load_xenvbd");
}
