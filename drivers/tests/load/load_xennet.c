// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: executes a built x64 xennet.sys against doubles of NDIS and the bus.
// sources: bus.c bus_store.c nt.c pe.c
#include <string.h>

#include "tests/load/bus.h"
#include "tests/unit/check.h"

#define NDIS_NOT_FOUND     0xC0010006u
#define NDIS_NOT_SUPPORTED 0xC00000BBu
#define NDIS_TOO_SHORT     0xC0010016u
#define NDIS_DISCONNECTED  0xC023001Fu
#define NDIS_PAUSED        0xC023002Au
#define NDIS_NO_CABLE      0xC001001Fu
#define OID_FRAME_BYTES    0x00010111u // OID_GEN_MAXIMUM_TOTAL_SIZE
#define OID_ADDRESS        0x01010102u // OID_802_3_CURRENT_ADDRESS
#define OID_FILTER         0x0001010Eu
#define OID_CONNECTED      0x00010114u
#define OID_SENT_OK        0x00020101u
#define EVENT_MISMATCH     0xE0000003u
#define EVENT_FAILED       0xE0000002u

// ---- NDIS ----

static uint8_t Six[152];     // NDIS_MINIPORT_DRIVER_CHARACTERISTICS
static uint8_t Five[320];    // NDIS_MINIPORT_CHARACTERISTICS
static uint8_t Block[0x400]; // NDIS_MINIPORT_BLOCK of NDIS 5, which is the adapter's handle there
static uint8_t General[256]; // general attributes
static void *Adapter;        // the miniport's context
static void MS (*Unload)(void *);
static unsigned Deregistered, OpenConfigurations;
static struct
{
    bool HasMtu, HasJumbo, HasAddress;
    uint32_t Mtu, Jumbo;
    uint8_t Address[6];
} Registry;
static uint32_t CompletedStatus;
static unsigned CompletedCount;

static void *Handler(const uint8_t *Table, unsigned Offset)
{
    void *Routine;
    memcpy(&Routine, Table + Offset, sizeof(Routine));
    return Routine;
}

static uint32_t MS RegisterDriver(void *Driver, void *Path, void *Context, const uint8_t *Characteristics,
                                  void **Handle)
{
    uint16_t Size;
    (void)Driver, (void)Path, (void)Context;
    memcpy(&Size, Characteristics + 2, 2);
    CHECK(Size == 136 || Size == 152);
    CHECK(Characteristics[0] == 0x8A && Characteristics[1] == (Size == 136 ? 1 : 2));
    memcpy(Six, Characteristics, Size);
    *Handle = Six;
    return STATUS_OK;
}

static void MS DeregisterDriver(void *Handle)
{
    CHECK(Handle == Six);
    ++Deregistered;
}

static uint32_t MS SetAttributes(void *Handle, const uint8_t *Attributes)
{
    uint16_t Size;
    (void)Handle;
    memcpy(&Size, Attributes + 2, 2);
    if (Attributes[0] == 0x9E) // registration
        memcpy(&Adapter, Attributes + 8, 8);
    if (Attributes[0] == 0x9F) // general
    {
        CHECK(Adapter != NULL); // after registration
        CHECK_EQUAL(Size, Attributes[1] == 1 ? 216 : 224);
        memcpy(General, Attributes, Size);
    }
    return STATUS_OK;
}

static void MS InitializeWrapper(void **Handle, void *Driver, void *Path, void *Unused)
{
    (void)Driver, (void)Path, (void)Unused;
    *Handle = Five;
}

static uint32_t MS RegisterMiniport(void *Handle, const uint8_t *Characteristics, uint32_t Bytes)
{
    CHECK(Handle == Five);
    CHECK(Bytes <= sizeof(Five) && Characteristics[0] == 5 && Characteristics[1] == 1);
    memcpy(Five, Characteristics, Bytes);
    return STATUS_OK;
}

static void MS RegisterUnload(void *Handle, void MS (*Routine)(void *))
{
    (void)Handle;
    Unload = Routine;
}

static void MS TerminateWrapper(void *Handle, void *Unused)
{
    (void)Handle, (void)Unused;
    ++Deregistered;
}

static void MS SetAttributesEx(void *Handle, void *Context, uint32_t Hang, uint32_t Flags, uint32_t Interface)
{
    (void)Handle, (void)Hang, (void)Interface;
    CHECK_EQUAL(Flags & 0x20, 0x20); // deserialized
    Adapter = Context;
}

static void MS SendComplete5(void *Handle, void *Packet, uint32_t Status)
{
    (void)Packet;
    CHECK(Handle == Block);
    CompletedStatus = Status;
    ++CompletedCount;
}

static void MS SendComplete6(void *Handle, uint8_t *List, uint32_t Flags)
{
    (void)Handle;
    CHECK_EQUAL(Flags, NtIrql() == 2);
    for (; List != NULL; memcpy(&List, List, 8), ++CompletedCount)
        memcpy(&CompletedStatus, List + 140, 4); // NET_BUFFER_LIST.Status
}

static void MS OpenConfiguration(uint32_t *Status, void **Handle, void *Context)
{
    (void)Context;
    ++OpenConfigurations;
    *Handle = &Registry;
    *Status = STATUS_OK;
}

static uint32_t MS OpenConfigurationEx(const uint8_t *Object, void **Handle)
{
    CHECK(Object[0] == 0xA9 && Object[1] == 1 && Object[2] == 20);
    ++OpenConfigurations;
    *Handle = &Registry;
    return STATUS_OK;
}

static void MS CloseConfiguration(void *Handle)
{
    CHECK(Handle == &Registry);
    --OpenConfigurations;
}

static void MS ReadConfiguration(uint32_t *Status, void **Parameter, void *Handle, const uint8_t *Keyword,
                                 uint32_t Type)
{
    static struct
    {
        uint32_t Type, Padding, Value;
    } Answer;
    const uint16_t *Text;

    CHECK(Handle == &Registry && Type == 0);
    memcpy(&Text, Keyword + 8, 8);
    const bool IsMtu = Text[0] == 'M' && Text[1] == 'T' && Text[2] == 'U';
    CHECK(IsMtu || (Text[0] == '*' && Text[1] == 'J' && Text[11] == 't'));
    Answer.Value = IsMtu ? Registry.Mtu : Registry.Jumbo;
    *Parameter = &Answer;
    *Status = (IsMtu ? Registry.HasMtu : Registry.HasJumbo) ? STATUS_OK : 0xC0000001u;
}

static void MS ReadNetworkAddress(uint32_t *Status, void **Address, uint32_t *Bytes, void *Handle)
{
    (void)Handle;
    *Address = Registry.Address;
    *Bytes = 6;
    *Status = Registry.HasAddress ? STATUS_OK : 0xC0000001u;
}

static void MS GetDeviceProperty(void *Handle, void **Physical, void **Functional, void **Next, void **A, void **B)
{
    (void)Handle, (void)Functional, (void)Next, (void)A, (void)B;
    *Physical = NtDeviceCreate(NULL);
}

static const PE_BINDING NdisBindings[] = {
    {"NdisCloseConfiguration", CloseConfiguration},      {"NdisInitializeWrapper", InitializeWrapper},
    {"NdisMDeregisterMiniportDriver", DeregisterDriver}, {"NdisMGetDeviceProperty", GetDeviceProperty},
    {"NdisMRegisterMiniport", RegisterMiniport},         {"NdisMRegisterMiniportDriver", RegisterDriver},
    {"NdisMRegisterUnloadHandler", RegisterUnload},      {"NdisMSendNetBufferListsComplete", SendComplete6},
    {"NdisMSetAttributesEx", SetAttributesEx},           {"NdisMSetMiniportAttributes", SetAttributes},
    {"NdisOpenConfiguration", OpenConfiguration},        {"NdisOpenConfigurationEx", OpenConfigurationEx},
    {"NdisReadConfiguration", ReadConfiguration},        {"NdisReadNetworkAddress", ReadNetworkAddress},
    {"NdisTerminateWrapper", TerminateWrapper},          {NULL, NULL},
};

// ---- the two contracts behind one face ----

static bool IsSix(void)
{
    return Six[4] == 6;
}

static uint32_t Initialize(void)
{
    uint32_t Open, Selected = 99;
    const uint32_t Media[3] = {1, 2, 0}; // Ethernet is the third

    Adapter = NULL;
    if (IsSix())
    {
        uint32_t MS (*Routine)(void *, void *, void *) = Handler(Six, 24);
        return Routine(Block, NULL, NULL);
    }
    memcpy(Block + 0x1B8, &(void *){SendComplete5}, 8);
    uint32_t MS (*Routine)(uint32_t *, uint32_t *, const uint32_t *, uint32_t, void *, void *) = Handler(Five, 48);
    const uint32_t Status = Routine(&Open, &Selected, Media, 3, Block, NULL);
    CHECK_EQUAL(Selected, 2);
    return Status;
}

static void Halt(void)
{
    if (IsSix())
        ((void MS (*)(void *, uint32_t))Handler(Six, 32))(Adapter, 0);
    else
        ((void MS (*)(void *))Handler(Five, 32))(Adapter);
}

static uint32_t Request(bool Set, uint32_t Oid, void *Buffer, uint32_t Bytes, uint32_t *Moved, uint32_t *Needed)
{
    if (!IsSix())
    {
        uint32_t MS (*Routine)(void *, uint32_t, void *, uint32_t, uint32_t *, uint32_t *) =
            Handler(Five, Set ? 96 : 64);
        return Routine(Adapter, Oid, Buffer, Bytes, Moved, Needed);
    }
    uint8_t Frame[248] = {0};
    const uint32_t Type = Set ? 1 : 0;
    memcpy(Frame + 4, &Type, 4);
    memcpy(Frame + 32, &Oid, 4);
    memcpy(Frame + 40, &Buffer, 8);
    memcpy(Frame + 48, &Bytes, 4);
    const uint32_t Status = ((uint32_t MS (*)(void *, void *))Handler(Six, 64))(Adapter, Frame);
    memcpy(Moved, Frame + 52, 4);
    memcpy(Needed, Frame + 56, 4);
    return Status;
}

static uint32_t Query32(uint32_t Oid)
{
    uint32_t Value = 0xDEADBEEF, Moved, Needed;
    CHECK_EQUAL(Request(false, Oid, &Value, 4, &Moved, &Needed), STATUS_OK);
    CHECK_EQUAL(Moved, 4);
    return Value;
}

// Three packets, or a list of two with three.
static void Send(void *Unused)
{
    (void)Unused;
    CompletedCount = 0;
    CompletedStatus = 0;
    if (IsSix())
    {
        static uint8_t Lists[2][256], Buffers[3][256];
        memset(Lists, 0, sizeof(Lists));
        memset(Buffers, 0, sizeof(Buffers));
        memcpy(Lists[0], &(void *){Lists[1]}, 8);
        memcpy(Lists[0] + 8, &(void *){Buffers[0]}, 8);
        memcpy(Lists[1] + 8, &(void *){Buffers[1]}, 8);
        memcpy(Buffers[1], &(void *){Buffers[2]}, 8);
        ((void MS (*)(void *, void *, uint32_t, uint32_t))Handler(Six, 72))(Adapter, Lists[0], 0, NtIrql() == 2);
        return;
    }
    static uint8_t Packets[3][512];
    void *Array[3] = {Packets[0], Packets[1], Packets[2]};
    // NDIS_PACKET.Private.NdisPacketOobOffset, which NDIS_SET_PACKET_STATUS looks for the status behind.
    const uint16_t Oob = 256;
    for (int Packet = 0; Packet < 3; ++Packet)
        memcpy(Packets[Packet] + 0x36, &Oob, 2);
    ((void MS (*)(void *, void *, uint32_t))Handler(Five, 120))(Adapter, Array, 3);
}

static void PauseOrRestart(bool Pause)
{
    CHECK_EQUAL(((uint32_t MS (*)(void *, void *))Handler(Six, Pause ? 48 : 56))(Adapter, NULL), STATUS_OK);
}

static void MakeNic(const char *Mac)
{
    BusReset();
    memset(&Registry, 0, sizeof(Registry));
    if (Mac != NULL)
        StorePut("/home/device/vif/0/mac", Mac);
    BusListFrontend(0, "device/vif/0");
}

static void CheckNothingLeft(void)
{
    CHECK_EQUAL(NtLiveBlocks, 0);
    CHECK_EQUAL(OpenConfigurations, 0);
    CHECK_EQUAL(GrantsReserved(), 0);
}

// ---- the tests ----

static void Initialize_WhenBusOrAddressIsWrong_RefusesWithOneEvent(void)
{
    static const char *const Macs[] = {"00:21:f6:00:00:01", "00:21:f6:00:00:01", NULL, "not an address",
                                       "01:00:5e:00:00:01"};

    for (int Row = 0; Row < 5; ++Row)
    {
        MakeNic(Macs[Row]);
        if (Row < 2)
            BusVersion = (uint16_t)(Row * 2);
        const unsigned Events = NtEventsLogged;
        CHECK_EQUAL(Initialize(), NDIS_NOT_FOUND);
        CHECK_EQUAL(NtEventsLogged, Events + 1);
        CHECK_EQUAL(NtLastEventId, Row < 2 ? EVENT_MISMATCH : EVENT_FAILED);
        CheckNothingLeft();
    }
}

static void Properties_WhenSet_ReachNdis(void)
{
    const struct
    {
        uint32_t Mtu, Jumbo, Frame; // 0: not set
    } Rows[] = {{0, 0, 1514}, {9000, 0, 9014}, {8900, 9014, 8914}, {0, 4088, 4088}, {1234, 0, 1514}, {700, 0, 714}};

    for (size_t Row = 0; Row < sizeof(Rows) / sizeof(Rows[0]); ++Row)
    {
        MakeNic("00:21:f6:00:00:01");
        Registry.HasMtu = Rows[Row].Mtu != 0;
        Registry.Mtu = Rows[Row].Mtu;
        Registry.HasJumbo = Rows[Row].Jumbo != 0;
        Registry.Jumbo = Rows[Row].Jumbo;
        CHECK_EQUAL(Initialize(), STATUS_OK);
        CHECK_EQUAL(Query32(OID_FRAME_BYTES), Rows[Row].Frame);
        uint32_t Mtu;
        memcpy(&Mtu, General + 16, 4);
        CHECK(!IsSix() || Mtu == Rows[Row].Frame - 14);
        Halt();
        CheckNothingLeft();
    }
}

static void Address_WhenOverridden_IsTheAdministrators(void)
{
    static const uint8_t Own[6] = {0x02, 1, 2, 3, 4, 5}, Hosts[6] = {0x00, 0x21, 0xF6, 0, 0, 1};
    uint8_t Mac[6];
    uint32_t Moved, Needed;

    for (int Row = 0; Row < 3; ++Row)
    {
        MakeNic("00:21:f6:00:00:01");
        Registry.HasAddress = Row != 0;
        memcpy(Registry.Address, Own, 6);
        if (Row == 2)
            Registry.Address[0] = 0x03; // a group address is refused
        CHECK_EQUAL(Initialize(), STATUS_OK);
        CHECK_EQUAL(Request(false, OID_ADDRESS, Mac, 6, &Moved, &Needed), STATUS_OK);
        CHECK(memcmp(Mac, Row == 1 ? Own : Hosts, 6) == 0);
        if (IsSix())
        {
            CHECK(memcmp(General + 94, Hosts, 6) == 0);    // permanent
            CHECK(memcmp(General + 126, Mac, 6) == 0);     // current
            CHECK(General[56] == 2 && General[8] == 0);    // disconnected, 802.3
            CHECK(General[12] == 14 && General[180] == 6); // physical medium, interface type
            CHECK_EQUAL(General[72], 0);                   // not power aware
        }
        Halt();
        CheckNothingLeft();
    }
}

static void Oid_WhenAsked_IsAnswered(void)
{
    uint8_t Buffer[4] = {0x0B, 0, 0, 0};
    uint32_t Moved, Needed;

    MakeNic("00:21:f6:00:00:01");
    CHECK_EQUAL(Initialize(), STATUS_OK);
    CHECK_EQUAL(Query32(OID_CONNECTED), 1);
    CHECK_EQUAL(Request(true, OID_FILTER, Buffer, 4, &Moved, &Needed), STATUS_OK);
    CHECK_EQUAL(Moved, 4);
    CHECK_EQUAL(Query32(OID_FILTER), 0x0B);
    CHECK_EQUAL(Request(false, OID_FRAME_BYTES, Buffer, 3, &Moved, &Needed), NDIS_TOO_SHORT);
    CHECK_EQUAL(Needed, 4);
    CHECK_EQUAL(Request(false, 0xFD010100, Buffer, 4, &Moved, &Needed), NDIS_NOT_SUPPORTED);
    Halt();
    CheckNothingLeft();
}

static void Send_WhenNotConnected_IsCompletedAtOnce(void)
{
    MakeNic("00:21:f6:00:00:01");
    CHECK_EQUAL(Initialize(), STATUS_OK);
    if (IsSix())
    {
        Send(NULL);
        CHECK_EQUAL(CompletedStatus, NDIS_PAUSED); // an adapter begins paused
        CHECK_EQUAL(CompletedCount, 2);
        PauseOrRestart(false);
    }
    Send(NULL);
    CHECK_EQUAL(CompletedStatus, IsSix() ? NDIS_DISCONNECTED : NDIS_NO_CABLE);
    CHECK_EQUAL(CompletedCount, IsSix() ? 2 : 3);
    NtAtDispatch(Send, NULL);
    CHECK_EQUAL(CompletedStatus, IsSix() ? NDIS_DISCONNECTED : NDIS_NO_CABLE);
    CHECK_EQUAL(Query32(OID_SENT_OK), 0);
    if (IsSix())
    {
        PauseOrRestart(true);
        Send(NULL);
        CHECK_EQUAL(CompletedStatus, NDIS_PAUSED);
    }
    Halt();
    CheckNothingLeft();
}

int main(int Count, char **Arguments)
{
    static const PE_BINDING *const Tables[] = {NtBindings, NdisBindings, NULL};

    if (Count != 2)
    {
        fprintf(stderr, "usage: load_xennet xennet.sys\n");
        return 2;
    }
    uint32_t MS (*DriverEntry)(void *, void *) = PeLoad(Arguments[1], Tables, &NtTickCount);
    uint8_t *const Driver = NtDriverCreate();
    CheckedTest = "DriverEntry";
    CHECK_EQUAL(DriverEntry(Driver, (void *)Arguments), STATUS_OK);
    RUN(Initialize_WhenBusOrAddressIsWrong_RefusesWithOneEvent);
    RUN(Properties_WhenSet_ReachNdis);
    RUN(Address_WhenOverridden_IsTheAdministrators);
    RUN(Oid_WhenAsked_IsAnswered);
    RUN(Send_WhenNotConnected_IsCompletedAtOnce);
    CheckedTest = "Unload";
    if (IsSix())
    {
        ((void MS (*)(void *))Handler(Six, 40))(Driver);
        CHECK_EQUAL(Deregistered, 1);
    }
    else
        Unload(Driver);
    return CheckFinish("load_xennet");
}
