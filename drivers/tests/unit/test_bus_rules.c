// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: host tests of the bus driver's rules: limits, lists, unplugging, words.
// sources: xenbus/limits.c xenbus/frontend_list.c xenbus/unplug_rule.c xenbus/shutdown_request.c
#include <string.h>

#include "tests/unit/check.h"
#include "xenbus/frontend_list.h"
#include "xenbus/limits.h"
#include "xenbus/shutdown_request.h"
#include "xenbus/unplug_rule.h"

static void Limits_WhenConfigured_ShowsDisksFirst(void)
{
    static const struct
    {
        uint32_t Disks, Nics, ShownDisks, ShownNics;
    } Rows[] = {
        {0, 0, 0, 0},
        {1, 1, 1, 1},
        {32, 8, 32, 8},
        {35, 8, 35, 5},
        {39, 8, 39, 1},
        {40, 8, 40, 0},
        {41, 1, 40, 0},
        {40, 0, 40, 0},
        {0, 9, 0, 8},
        {33, 9, 33, 7},
        {UINT32_MAX, UINT32_MAX, 40, 0},
    };
    for (size_t i = 0; i < sizeof(Rows) / sizeof(Rows[0]); ++i)
    {
        const LIMITS_SHOWN Shown = LimitsApply(Rows[i].Disks, Rows[i].Nics);
        CHECK_EQUAL(Shown.Disks, Rows[i].ShownDisks);
        CHECK_EQUAL(Shown.Nics, Rows[i].ShownNics);
    }
}

// The promise itself, for every configuration up to 100 of each: never more than 40, never more than 8 NICs, no disk is
// left out while there is room, no NIC is left out while there is room and fewer than 8 are shown.
static void Limits_WhenAnyConfiguration_LeavesNoRoomUnused(void)
{
    for (uint32_t Disks = 0; Disks <= 100; ++Disks)
    {
        for (uint32_t Nics = 0; Nics <= 100; ++Nics)
        {
            const LIMITS_SHOWN Shown = LimitsApply(Disks, Nics);
            CHECK(Shown.Disks + Shown.Nics <= 40 && Shown.Nics <= 8);
            CHECK(Shown.Disks == Disks || Shown.Disks == 40);
            CHECK(Shown.Nics == Nics || Shown.Nics == 8 || Shown.Disks + Shown.Nics == 40);
        }
    }
}

static void HandleList_WhenMoreThanItHolds_KeepsTheSmallestInOrder(void)
{
    HANDLE_LIST List = {0};
    for (uint32_t i = 0; i < 100; ++i)
        HandleListAdd(&List, 40, (i * 37) % 100 + 1); // a permutation of 1 .. 100
    CHECK_EQUAL(List.Configured, 100);
    CHECK_EQUAL(List.Kept, 40);
    for (uint32_t i = 0; i < List.Kept; ++i)
        CHECK_EQUAL(List.Handles[i], i + 1);
    CHECK(HandleListHas(&List, 40) && !HandleListHas(&List, 41));
}

static void HandleList_WhenHandleComesTwice_CountsItOnce(void)
{
    HANDLE_LIST List = {0};
    HandleListAdd(&List, 8, 51712);
    HandleListAdd(&List, 8, 768);
    HandleListAdd(&List, 8, 51712);
    CHECK_EQUAL(List.Configured, 2);
    CHECK_EQUAL(List.Kept, 2);
    CHECK_EQUAL(List.Handles[0], 768);
}

static void HandleList_WhenOrderDiffers_IsEqual(void)
{
    HANDLE_LIST A = {0}, B = {0};
    HandleListAdd(&A, 8, 1);
    HandleListAdd(&A, 8, 2);
    HandleListAdd(&B, 8, 2);
    CHECK(!HandleListEqual(&A, &B));
    HandleListAdd(&B, 8, 1);
    CHECK(HandleListEqual(&A, &B));
    HandleListAdd(&B, 8, 3);
    CHECK(!HandleListEqual(&A, &B));
    HandleListAdd(&A, 8, 4);
    CHECK(!HandleListEqual(&A, &B));
}

static void Path_WhenFrontendWritesBelow_DoesNotMatter(void)
{
    CHECK(FrontendPathMatters("device/vbd"));
    CHECK(FrontendPathMatters("device/vif/0"));
    CHECK(FrontendPathMatters("device/vif/0/backend"));
    CHECK(FrontendPathMatters("device/vbd/51712/device-type"));
    CHECK(!FrontendPathMatters("device/vif/0/state"));
    CHECK(!FrontendPathMatters("device/vbd/51712/backend-id"));
    CHECK(!FrontendPathMatters("device/vif/0/queue-0/backend"));
    CHECK(FrontendPathMatters(""));
}

// All 32 sets of facts; only one of them unplugs.
static void Unplug_WhenAnythingIsMissing_IsForbidden(void)
{
    unsigned Allowed = 0;
    for (unsigned Bits = 0; Bits < 32; ++Bits)
    {
        const UNPLUG_FACTS Facts = {
            .RecordMade = (Bits & 1) != 0,
            .SystemVolumeKnown = (Bits & 2) != 0,
            .SystemVolumeMounted = (Bits & 4) != 0,
            .Confirmed = (Bits & 8) != 0,
            .ServiceStarts = (Bits & 16) != 0,
        };
        if (UnplugDecide(&Facts) == UnplugAllowed)
        {
            ++Allowed;
            CHECK_EQUAL(Bits, 1 | 2 | 8 | 16);
        }
    }
    CHECK_EQUAL(Allowed, 1);
}

static void Unplug_WhenServiceStartsLate_DiskIsForbidden(void)
{
    static const struct
    {
        unsigned Start;
        int Disk, Nic;
    } Rows[] = {{0, 1, 1}, {1, 0, 1}, {2, 0, 1}, {3, 0, 1}, {4, 0, 0}, {5, 0, 0}};
    for (size_t i = 0; i < sizeof(Rows) / sizeof(Rows[0]); ++i)
    {
        CHECK_EQUAL(UnplugDiskServiceStarts(Rows[i].Start), Rows[i].Disk);
        CHECK_EQUAL(UnplugNicServiceStarts(Rows[i].Start), Rows[i].Nic);
    }
}

static void Shutdown_WhenWordIsKnown_IsParsed(void)
{
    static const struct
    {
        const char *Word;
        SHUTDOWN_REQUEST Request;
        int ForService;
    } Rows[] = {
        {"", ShutdownNone, 0},
        {"poweroff", ShutdownPowerOff, 1},
        {"reboot", ShutdownReboot, 1},
        {"halt", ShutdownHalt, 1},
        {"suspend", ShutdownSuspend, 0},
        {"crash", ShutdownUnknown, 0},
        {"poweroff ", ShutdownUnknown, 0},
        {"power", ShutdownUnknown, 0},
        {"Reboot", ShutdownUnknown, 0},
    };
    for (size_t i = 0; i < sizeof(Rows) / sizeof(Rows[0]); ++i)
    {
        CHECK_EQUAL(ShutdownParse(Rows[i].Word), Rows[i].Request);
        CHECK_EQUAL(ShutdownIsForService(Rows[i].Request), Rows[i].ForService);
        CHECK(strlen(ShutdownName(Rows[i].Request)) > 0);
    }
}

int main(void)
{
    RUN(Limits_WhenConfigured_ShowsDisksFirst);
    RUN(Limits_WhenAnyConfiguration_LeavesNoRoomUnused);
    RUN(HandleList_WhenMoreThanItHolds_KeepsTheSmallestInOrder);
    RUN(HandleList_WhenHandleComesTwice_CountsItOnce);
    RUN(HandleList_WhenOrderDiffers_IsEqual);
    RUN(Path_WhenFrontendWritesBelow_DoesNotMatter);
    RUN(Unplug_WhenAnythingIsMissing_IsForbidden);
    RUN(Unplug_WhenServiceStartsLate_DiskIsForbidden);
    RUN(Shutdown_WhenWordIsKnown_IsParsed);
    return CheckFinish("test_bus_rules");
}
