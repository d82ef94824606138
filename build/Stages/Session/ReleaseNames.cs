// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Signing.Keys;

namespace PvDrivers.Stages.Session;

/// <summary>Names of the archives that leave this machine: they say when a development key signed what is inside.</summary>
public static class ReleaseNames
{
    public static string SignerSuffix(ISigningKey key) =>
        DevelopmentKey.IsDevelopmentCertificate(key.Certificate) ? "-devsigned" : "";
}
