// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using PvDrivers.Formats;

namespace PvDrivers.Tests.Layering;

/// <summary>The invariants of docs/ARCHITECTURE.md that the compiler does not hold by itself.</summary>
public sealed partial class LayeringTests
{
    /// <summary>Types through which bytes, time or processes come in from outside.</summary>
    private static readonly string[] Outside =
    [
        "System.IO.File", "System.IO.FileInfo", "System.IO.Directory", "System.IO.DirectoryInfo", "System.IO.FileStream",
        "System.Diagnostics.Process", "System.Environment", "System.Console", "System.Net.Http.HttpClient",
    ];

    [Fact]
    public void Formats_WhenCompiled_RefersToNoInputOrOutput()
    {
        using var stream = File.OpenRead(typeof(MalformedFileException).Assembly.Location);
        using var portable = new PEReader(stream);
        MetadataReader metadata = portable.GetMetadataReader();

        IEnumerable<string> referred = metadata.TypeReferences.Select(metadata.GetTypeReference)
            .Select(type => metadata.GetString(type.Namespace) + "." + metadata.GetString(type.Name));

        // Environment.NewLine alone is no input; a type reference cannot tell, so the messages of errors may use it.
        Assert.DoesNotContain(referred, type => Outside.Contains(type) && type != "System.Environment");
    }

    [Fact]
    public void Core_WhenRead_IncludesNoNtHeader()
    {
        string core = Path.Combine(Repository.Root, "drivers", "core");
        string[] allowed = ["core/", "stddef.h", "stdint.h", "stdbool.h", "stdarg.h", "limits.h"];
        var found = new List<string>();
        foreach (string file in Directory.EnumerateFiles(core, "*.*", SearchOption.AllDirectories).Where(IsSource))
            foreach (Match include in Include().Matches(File.ReadAllText(file)))
                if (!allowed.Any(prefix => include.Groups[1].Value.StartsWith(prefix, StringComparison.Ordinal)))
                    found.Add($"{Path.GetRelativePath(Repository.Root, file)}: {include.Groups[1].Value}");

        Assert.Empty(found);
    }

    [Fact]
    public void Repository_WhenRead_HoldsNoUnfinishedMark()
    {
        var found = new List<string>();
        foreach (string folder in ((string[])["build", "drivers", "inf", "installer"]).Select(name => Path.Combine(Repository.Root, name)).Where(Directory.Exists))
            foreach (string file in Directory.EnumerateFiles(folder, "*.*", SearchOption.AllDirectories).Where(IsSource))
                if (Marks().IsMatch(File.ReadAllText(file)) && !file.EndsWith(nameof(LayeringTests) + ".cs", StringComparison.Ordinal))
                    found.Add(Path.GetRelativePath(Repository.Root, file));

        Assert.Empty(found);
    }

    private static bool IsSource(string file) => Path.GetExtension(file) is ".c" or ".h" or ".cs" or ".inx" or ".nsi" or ".targets" or ".props";

    [GeneratedRegex("""^\s*#\s*include\s*[<"]([^>"]+)[>"]""", RegexOptions.Multiline)]
    private static partial Regex Include();

    [GeneratedRegex(@"\b(TODO|FIXME|NotImplementedException)\b")]
    private static partial Regex Marks();
}
