// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

namespace Nuke.Common.Tooling;

/// <summary>Takes settings and gives them back changed.</summary>
public delegate T Configure<T>(T options);
