// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#include "xenbus/frontend_list.h"

void HandleListAdd(HANDLE_LIST *List, uint32_t Capacity, uint32_t Handle)
{
    uint32_t At = 0;
    while (At < List->Kept && List->Handles[At] < Handle)
        ++At;
    if (At < List->Kept && List->Handles[At] == Handle)
        return;

    ++List->Configured;
    if (At == Capacity)
        return;
    if (List->Kept < Capacity)
        ++List->Kept;
    for (uint32_t i = List->Kept - 1; i > At; --i)
        List->Handles[i] = List->Handles[i - 1];
    List->Handles[At] = Handle;
}

int HandleListHas(const HANDLE_LIST *List, uint32_t Handle)
{
    for (uint32_t i = 0; i < List->Kept; ++i)
    {
        if (List->Handles[i] == Handle)
            return 1;
    }
    return 0;
}

int HandleListEqual(const HANDLE_LIST *A, const HANDLE_LIST *B)
{
    if (A->Kept != B->Kept)
        return 0;
    for (uint32_t i = 0; i < A->Kept; ++i)
    {
        if (A->Handles[i] != B->Handles[i])
            return 0;
    }
    return 1;
}

static int SameText(const char *A, const char *B)
{
    while (*A != '\0' && *A == *B)
    {
        ++A;
        ++B;
    }
    return *A == *B;
}

int FrontendPathMatters(const char *Path)
{
    /* device / class / handle / node */
    const char *Node = Path;
    uint32_t Slashes = 0;
    for (const char *At = Path; *At != '\0'; ++At)
    {
        if (*At != '/')
            continue;
        ++Slashes;
        Node = At + 1;
    }
    if (Slashes < 3)
        return 1;
    return Slashes == 3 && (SameText(Node, "backend") || SameText(Node, "device-type"));
}
