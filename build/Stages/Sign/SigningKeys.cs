// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Signing.Keys;
using PvDrivers.Stages.Session;

namespace PvDrivers.Stages.Sign;

/// <summary>Opens the key that the user chose; without a choice it is this machine's development key.</summary>
public static class SigningKeys
{
    public static ISigningKey Open(BuildSession session)
    {
        DevelopmentKey key = DevelopmentKey.OpenOrCreate(DevelopmentKey.DefaultDirectory(), DateTimeOffset.UtcNow);
        if (key.Notice is not null)
            session.Report.Say(key.Notice);
        return key;
    }
}
