// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

/// <summary>What targets do that are no stages.</summary>
partial class Build
{
    void DeleteArtifacts()
    {
        if (!Directory.Exists(Artifacts))
            return;
        using (BuildLock.Take(Artifacts))
            foreach (string folder in Directory.EnumerateDirectories(Artifacts))
                if (Path.GetFileName(folder) != "dotnet")
                    Directory.Delete(folder, recursive: true);
    }

    void ShowTools()
    {
        Console.WriteLine($"build host: {BuildHostName}");
        Console.WriteLine(ToolInventory.ProbeAll().Table());
    }

    void MakeDrop()
    {
        StageResult result = Stage(session => new PackStage(session, Key));
        string folder = Path.Combine(Artifacts, result.Folder);
        DropManifest drop = DropManifest.Decode(File.ReadAllBytes(Path.Combine(folder, DropManifest.FileName)), DropManifest.FileName);
        foreach (string line in DropSummary.Lines(drop, folder))
            Log.Information("{Line:l}", line);
    }

    void VerifyDrop()
    {
        DropVerdict verdict = VerifyRun.Run(RootDirectory, Artifacts, Drop, TrustedRoot, this);
        ReportSummary(_ => _.AddPair("findings", verdict.Findings.Count));
        Assert.True(verdict.Holds, $"the drop does not verify: {verdict.Findings.Count} findings, listed above");
    }

    void RunTests()
    {
        EnsureTools(ToolSet.Pack, ToolSet.Judge);
        IReadOnlyList<SuiteResult> results = new TestRunner(RootDirectory, this, Interrupted.Token).Run(TestFilter);
        foreach (SuiteResult result in results)
            Log.Information("{Result:l}", result.ToString());
        int failed = results.Sum(result => result.Failed);
        Console.WriteLine($"{results.Sum(result => result.Passed)} passed, {failed} failed, {results.Sum(result => result.Skipped)} skipped");
        Assert.True(failed == 0, $"{failed} tests failed, listed above");
    }
}
