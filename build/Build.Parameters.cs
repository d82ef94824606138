// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

/// <summary>What a user can say, on the command line, in the environment or in .nuke/parameters.json.</summary>
partial class Build
{
    // What Launch/CommandLine holds values against before anything runs; a test holds these against certification/.
    static IEnumerable<string> Architectures { get; } = ["x64", "x86"];
    static IEnumerable<string> OsTargets { get; } = ["5.2", "6.0", "6.1", "6.2", "6.3", "10.0"];
    static IEnumerable<string> Drivers { get; } = ["xenbus", "xenvbd", "xennet"];
    static IEnumerable<string> Toolsets { get; } = ["llvm", "wdk"];

    [Parameter("Architectures to build: x64, x86; all where none is named", ValueProviderMember = nameof(Architectures))]
    readonly string[] Arch = [];

    [Parameter("OS targets to build: 5.2, 6.0, 6.1, 6.2, 6.3, 10.0; all where none is named",
        ValueProviderMember = nameof(OsTargets))]
    readonly string[] OsTarget = [];

    [Parameter("Drivers to build: xenbus, xenvbd, xennet; all where none is named", ValueProviderMember = nameof(Drivers))]
    readonly string[] Driver = [];

    [Parameter("Fourth number of the version, 0 to 65535; certification/product.json has the default")]
    readonly ushort? BuildNumber;

    [Parameter("Compilers: llvm on any system, wdk on Windows", ValueProviderMember = nameof(Toolsets))]
    readonly string Toolset = "llvm";

    [Parameter("Compilers and signers at once; one per core where it is not given")]
    readonly ushort? Jobs;

    [Parameter("Folder for what the build makes; artifacts below the repository where none is named")]
    readonly AbsolutePath? Output;

    [Parameter("Installs the tools that are missing before it starts")]
    readonly bool Provision;

    [Parameter("Folder of the drop to verify; the newest in artifacts/7-release where none is named")]
    readonly string? Drop;

    [Parameter("Certificate file of the root that Verify shall trust; the drop's own where none is named")]
    readonly string? TrustedRoot;

    [Parameter("Expression of dotnet test --filter: only these tests of the pipeline, and no suite of the drivers")]
    readonly string? TestFilter;
}
