// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats;
using PvDrivers.Toolset.Incremental;

namespace PvDrivers.Toolset.Engine;

/// <summary>A request with its paths made full and its project files found.</summary>
internal sealed record BuildPlan(DriverBuildRequest Request, LlvmTools Tools, string Root, string ObjectDirectory,
    string OutputDirectory, string MsbuildDirectory, string CompletionFile)
{
    public static BuildPlan For(DriverBuildRequest request, LlvmTools tools)
    {
        string root = Full(request.Root);
        string objects = Full(request.ObjectDirectory);
        string outputs = Full(request.OutputDirectory);
        string msbuild = Full(request.MsbuildDirectory ?? Path.Combine(root, "build", "Toolset", "msbuild"));
        BuildPlan plan = new(request, tools, root, objects, outputs, msbuild, "");
        return plan with { CompletionFile = Completion.FileFor(objects, plan.Digest()) };
    }

    public string ProjectOf(string driver) => Path.Combine(Root, "drivers", driver, driver + ".vcxproj");

    public string ProgramProject(string program) => Path.GetFullPath(program, Root);

    public IEnumerable<string> Architectures => Request.Cells.Select(cell => cell.Architecture).Distinct();

    /// <summary>Global properties of every project of the build.</summary>
    public Dictionary<string, string> Properties(bool inProcess) => new(StringComparer.OrdinalIgnoreCase)
    {
        ["VCTargetsPath"] = MsbuildDirectory + Path.DirectorySeparatorChar,
        ["Configuration"] = "Release",
        ["OvmRoot"] = Root,
        ["OvmObjectDirectory"] = ObjectDirectory,
        ["OvmVersion"] = Request.Version,
        ["PvInProcess"] = inProcess ? "true" : "false",
        ["PvToolsetAssembly"] = typeof(BuildPlan).Assembly.Location,
        ["PvPrecompiledHeaders"] = Request.PrecompiledHeaders ? "true" : "false",
        ["PvCores"] = inProcess ? "-1" : "1",
        ["PvClang"] = Tools.Clang,
        ["PvLldLink"] = Tools.LldLink,
        ["PvLlvmRc"] = Tools.LlvmRc,
        ["PvLlvmDlltool"] = Tools.LlvmDlltool,
        ["PvLlvmLib"] = Tools.LlvmLib,
        ["PvMingwInclude"] = Tools.MingwInclude,
        ["PvMingwLibX64"] = Tools.MingwLibX64,
        ["PvMingwLibX86"] = Tools.MingwLibX86,
    };

    private static string Full(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    /// <exception cref="UsageException">The request names what is not there. What was built before needs no such look.</exception>
    public void Validate()
    {
        foreach (string driver in Request.Drivers)
            if (!File.Exists(ProjectOf(driver)))
                throw new UsageException($"There is no driver {driver}: {ProjectOf(driver)} does not exist.");
        foreach (string program in Request.Programs)
            if (!File.Exists(ProgramProject(program)))
                throw new UsageException($"There is no program {program}: {ProgramProject(program)} does not exist.");
        foreach (BuildCell cell in Request.Cells)
            if (ToolsetSupport.Load().WhyNot(Request.Toolset, cell) is { } reason)
                throw new UsageException($"{cell} cannot be built: {reason}");
        if (!Version.TryParse(Request.Version, out Version? version) || version.Revision is < 0 or > 65535)
            throw new UsageException($"Version {Request.Version} is not of the form 3.4.4.NNNN.");
        if (!File.Exists(Path.Combine(MsbuildDirectory, "Microsoft.Cpp.targets")))
            throw new UsageException($"{MsbuildDirectory} does not hold Microsoft.Cpp.targets, the toolset of this repository.");
    }

    /// <summary>Of everything in the request that an output depends on, and of this assembly.</summary>
    private ContentDigest Digest() => ContentDigest.OfTexts(
    [
        typeof(BuildPlan).Module.ModuleVersionId.ToString(), Root, ObjectDirectory, MsbuildDirectory, Request.Version,
        Request.PrecompiledHeaders ? "pch" : "", string.Join(' ', Request.Cells), string.Join(' ', Request.Drivers),
        string.Join(' ', Request.Programs), .. Tools.Programs, Tools.MingwInclude, Tools.MingwLibX64, Tools.MingwLibX86,
    ]);
}
