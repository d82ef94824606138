// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: NT glue

#pragma once

/*
 * A mutex whose owner stays at PASSIVE_LEVEL (a fast mutex raises to APC_LEVEL, where registry and PnP requests hang,
 * and is exported by the HAL on x86 and by the kernel on x64). Not recursive. Normal kernel APCs are off while it is
 * held, so that its owner is not suspended.
 */
typedef struct MUTEX
{
    KEVENT Free; /* synchronization event, set while nobody holds the mutex */
} MUTEX;

static inline VOID MutexInitialize(_Out_ MUTEX *Mutex)
{
    KeInitializeEvent(&Mutex->Free, SynchronizationEvent, TRUE);
}

_IRQL_requires_max_(APC_LEVEL) static inline VOID MutexAcquire(_Inout_ MUTEX *Mutex)
{
    KeEnterCriticalRegion();
    (VOID) KeWaitForSingleObject(&Mutex->Free, Executive, KernelMode, FALSE, NULL);
}

_IRQL_requires_max_(APC_LEVEL) static inline VOID MutexRelease(_Inout_ MUTEX *Mutex)
{
    KeSetEvent(&Mutex->Free, IO_NO_INCREMENT, FALSE);
    KeLeaveCriticalRegion();
}
