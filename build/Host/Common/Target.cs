// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

namespace Nuke.Common;

/// <summary>A target of the build: a property of this type, whose getter is a lambda.</summary>
public delegate ITargetDefinition Target(ITargetDefinition definition);
