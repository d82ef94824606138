// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Reflection;

/// <summary>The tools that targets run: looked for once, installed where the user said so, else named all at once.</summary>
partial class Build
{
    ToolPaths? FoundTools;

    /// <summary>What compiling, linking and the installer need.</summary>
    ToolPaths PackTools => FoundTools ??= EnsureTools(ToolSet.Pack);

    LlvmTools Compilers => new(PackTools.Clang, PackTools.LldLink, PackTools.LlvmRc, PackTools.LlvmDlltool,
        PackTools.LlvmLib, PackTools.MingwInclude, PackTools.MingwLibX64, PackTools.MingwLibX86);

    static string BuildHostName => typeof(Build).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(attribute => attribute.Key == "BuildHost").Value ?? "unknown";

    ToolPaths EnsureTools(params string[] sets)
    {
        ToolInventory tools = Provision
            ? Provisioner.Install(sets, line => Log.Information("{Line:l}", line), Interrupted.Token)
            : ToolInventory.Probe(sets);
        return tools.Require().Paths;
    }
}
