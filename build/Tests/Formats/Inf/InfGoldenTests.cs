// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats.Inf;

namespace PvDrivers.Tests.Formats.Inf;

public sealed class InfGoldenTests
{
    private const string Missing = "shared/golden is not beside the repository: it holds INFs and catalogs of other vendors; "
        + "each ORIGIN.txt names the public repository and commit to fetch them from";

    [SkippableFact]
    public void RoundTrip_OfEveryGoldenInf_IsByteEqual()
    {
        Skip.If(Repository.Golden is null, Missing);
        string[] infs = Directory.GetFiles(Repository.Golden, "*.inf", SearchOption.AllDirectories);
        Assert.NotEmpty(infs);
        foreach (string path in infs)
        {
            byte[] bytes = File.ReadAllBytes(path);
            InfFile file = InfFile.Read(bytes, Path.GetFileName(path));
            Assert.Equal(bytes, file.ToBytes());
            Assert.NotEmpty(file.Section("Version")!.Entries);
            Assert.All(file.Sections.SelectMany(s => s.Entries), e => Assert.All(e.Values, v => Assert.NotNull(v)));
        }
    }
}
