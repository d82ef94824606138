// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Tests.Hosting;

/// <summary>Texts kept under data/host; OVM_UPDATE_GOLDEN=1 writes them anew, for a person to read the
/// difference.</summary>
internal static class Golden
{
    public static void Check(string name, string actual)
    {
        string file = Path.Combine(Repository.Data, "host", name);
        actual = string.Join('\n', actual.ReplaceLineEndings("\n").Split('\n').Select(l => l.TrimEnd())).Trim('\n')
            + "\n";
        if (Environment.GetEnvironmentVariable("OVM_UPDATE_GOLDEN") == "1")
            File.WriteAllText(file, actual);
        Assert.True(File.Exists(file), $"{file} is missing; OVM_UPDATE_GOLDEN=1 makes it");
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), actual);
    }
}
