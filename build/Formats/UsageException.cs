// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats;

/// <summary>The user asked for something that cannot be: the message is all there is to say. Exit code 2.</summary>
public sealed class UsageException(string message) : Exception(message);
