// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Globalization;
using PvDrivers.Certification.Data;
using PvDrivers.Formats.Inf;
using PvDrivers.Stages.Runner;
using PvDrivers.Stages.Session;

namespace PvDrivers.Stages.Inf;

/// <summary>inf/*.inx -> one INF per driver and cell, with DriverVer from the commit's day in UTC and the one version.</summary>
public sealed class InfStage(BuildSession session) : Stage
{
    public const string Name = "2-inf";

    public override string Folder => Name;

    public override void Describe(StageInputs inputs)
    {
        foreach (Driver driver in session.Drivers)
            inputs.File(TemplateOf(driver));
        inputs.File(Path.Combine(session.Root, "certification", "product.json"));
        inputs.File(Path.Combine(session.Root, "certification", "targets.json"));
        inputs.Value("version", session.Version.ToString());
        inputs.Value("date", Date);
        inputs.Value("cells", session.Cells.Select(cell => cell.Folder));
        inputs.Value("drivers", session.Drivers.Select(driver => driver.Name));
    }

    public override void Make(StageOutput output, EarlierStages earlier)
    {
        foreach ((Cell cell, Driver driver) in session.Packages)
        {
            string template = TemplateOf(driver);
            byte[] inf = InfTemplate.Render(File.ReadAllBytes(template), Values(cell, driver), template);
            string path = $"{cell.Folder}/{driver.Name}.inf";
            output.Write(path, inf, template);
            session.Report.Detail($"inf {path} {inf.Length} bytes");
        }
    }

    private string Date => session.Commit.Time.UtcDateTime.ToString("MM/dd/yyyy", CultureInfo.InvariantCulture);

    private string TemplateOf(Driver driver) => Path.Combine(session.Root, "inf", driver.Name + ".inx");

    private Dictionary<string, string> Values(Cell cell, Driver driver) => new(StringComparer.Ordinal)
    {
        ["OS"] = cell.Os.ToString(),
        ["ARCH"] = cell.Architecture == Architecture.X64 ? "amd64" : "x86",
        ["DRIVER"] = driver.Name,
        ["CLASS"] = driver.Class,
        ["DATE"] = Date,
        ["VERSION"] = session.Version.ToString(),
    };
}
