// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Toolset;
using PvDrivers.Toolset.Diagnostics;

namespace PvDrivers.Tests.Toolset;

/// <summary>A copy of the sample driver tree in a temporary folder of its own.</summary>
internal sealed class SampleTree : IDisposable
{
    private readonly string _folder = Repository.NewTemporaryDirectory();

    /// <param name="below">A folder between the temporary one and the tree, to make its path longer.</param>
    public SampleTree(string below = "tree")
    {
        Root = Path.Combine(_folder, below);
        Copy(Path.Combine(Repository.Data, "toolset-sample"), Root);
        foreach (string name in (string[])["Directory.Build.props", "Directory.Build.targets"])
            File.Copy(Path.Combine(Repository.Root, "drivers", name), Path.Combine(Root, "drivers", name));
        Objects = Path.Combine(Root, "artifacts", "obj");
        Outputs = Path.Combine(Root, "artifacts", "1-bin");
    }

    public static BuildCell[] TwoCells { get; } = [new("6.1", "x64"), new("5.2", "x86")];

    public static BuildCell[] AllCells { get; } =
        [.. from os in (string[])["5.2", "6.0", "6.1", "6.2", "6.3", "10.0"] from architecture in (string[])["x64", "x86"] select new BuildCell(os, architecture)];

    public string Root { get; }

    public string Objects { get; set; }

    public string Outputs { get; set; }

    public static void SkipWithoutTools() => Skip.If(
        LlvmTools.TryFind(out IReadOnlyList<string> missing) is null,
        $"the LLVM toolset is incomplete, missing: {string.Join(", ", missing)}; on Debian: apt-get install clang-19 lld-19 llvm-19 mingw-w64-common mingw-w64-x86-64-dev mingw-w64-i686-dev");

    public DriverBuildRequest Request(params BuildCell[] cells) => new()
    {
        Root = Root,
        ObjectDirectory = Objects,
        OutputDirectory = Outputs,
        Cells = cells.Length > 0 ? cells : TwoCells,
        Drivers = ["sample"],
        Programs = ["installer/hello/hello.vcxproj"],
        Version = "3.4.4.1882",
        MsbuildDirectory = Path.Combine(Repository.Root, "build", "Toolset", "msbuild"),
        Parallelism = 2,
    };

    /// <summary>Builds and expects no error.</summary>
    public DriverBuildResult Build(params BuildCell[] cells)
    {
        DriverBuildResult result = DriverBuild.Run(Request(cells));
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics.Select(diagnostic => diagnostic.ToString())));
        return result;
    }

    /// <summary>Builds and expects errors.</summary>
    public IReadOnlyList<ToolDiagnostic> BuildErrors(params BuildCell[] cells)
    {
        DriverBuildResult result = DriverBuild.Run(Request(cells));
        Assert.False(result.Succeeded);
        return [.. result.Diagnostics.Where(diagnostic => diagnostic.IsError)];
    }

    public string Source(string name) => Path.Combine(Root, "drivers", name);

    public void Edit(string name, string old, string replacement)
    {
        string text = File.ReadAllText(Source(name));
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(Source(name), text.Replace(old, replacement, StringComparison.Ordinal));
    }

    /// <summary>Every file below a folder by its relative name.</summary>
    public static SortedDictionary<string, byte[]> Files(string folder, params string[] extensions)
    {
        SortedDictionary<string, byte[]> files = new(StringComparer.Ordinal);
        foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            if (extensions.Contains(Path.GetExtension(path)))
                files[Path.GetRelativePath(folder, path)] = File.ReadAllBytes(path);
        return files;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Copy(string from, string to)
    {
        foreach (string path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target);
        }
    }
}
