// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats.Cab;

/// <summary>A file for a cabinet, or out of one.</summary>
/// <param name="Name">Path inside the cabinet, folders divided by '\'.</param>
/// <param name="Bytes">The content.</param>
/// <param name="Time">Stored as its UTC clock, to two seconds, from 1980 to 2107: cabinets know no time zone.</param>
public sealed record CabEntry(string Name, ReadOnlyMemory<byte> Bytes, DateTimeOffset Time);

/// <summary>What a cabinet says about one of its files. CFFILE of [MS-CAB], 2.3.</summary>
public sealed record CabFileInfo(string Name, long Size, DateTimeOffset Time, int Attributes, int Folder,
    long OffsetInFolder);
