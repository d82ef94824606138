// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Diagnostics;
using System.Globalization;
using System.Text;
using PvDrivers.Certification.Data;
using PvDrivers.Formats;
using PvDrivers.Signing;
using PvDrivers.Signing.Keys;
using PvDrivers.Stages.Runner;
using PvDrivers.Stages.Session;
using PvDrivers.Stages.Sign;

namespace PvDrivers.Stages.Installer;

/// <summary>Setup.exe: the signed packages of every cell behind one NSIS stub, which stages the running Windows' cell only.</summary>
public sealed class InstallerStage(BuildSession session, ISigningKey key, string makensis) : Stage
{
    public const string Name = "5-installer";

    private const int KeptLines = 12;

    private string ScriptFolder => Path.Combine(session.Root, "installer");

    public override string Folder => Name;

    public override IReadOnlyList<string> Reads => [SignStage.Name];

    public override void Describe(StageInputs inputs)
    {
        foreach (string script in Directory.EnumerateFiles(ScriptFolder, "*.ns?"))
            inputs.File(script);
        inputs.File(Path.Combine(session.Root, "certification", "guests.json"));
        inputs.File(Path.Combine(session.Root, "certification", "product.json"));
        inputs.File(Path.Combine(session.Root, "certification", "signing-policy.json"));
        inputs.Value("version", session.Version.ToString());
        inputs.Value("signer", key.Certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256));
        inputs.Value("makensis", makensis);
    }

    public override void Make(StageOutput output, EarlierStages earlier)
    {
        string payload = Path.Combine(output.Folder, "payload");
        try
        {
            WritePayload(payload, earlier);
            Product product = session.Data.Product;
            string made = Path.Combine(payload, product.Setup.File);
            RunMakensis(payload, made);
            byte[] signed = Authenticode.Sign(File.ReadAllBytes(made), product.Setup.File, new SignRequest
            {
                Key = key,
                Digests = SigningDigests.OfPrograms(session.Data),
                Description = product.Setup.Description,
            });
            output.Write(product.Setup.File, signed, Path.Combine(ScriptFolder, "setup.nsi"));
            session.Report.Detail($"installer {product.Setup.File} {signed.Length} bytes");
        }
        finally
        {
            Directory.Delete(payload, recursive: true);
        }
    }

    private void WritePayload(string payload, EarlierStages earlier)
    {
        foreach (ManifestFile file in earlier[SignStage.Name].Files)
        {
            string place = file.Path.StartsWith("tools/", StringComparison.Ordinal) ? file.Path : "cells/" + file.Path;
            string target = Path.Combine(payload, place);
            Directory.CreateDirectory(Path.GetDirectoryName(target) ?? payload);
            File.Copy(earlier.PathOf(SignStage.Name, file.Path), target);
        }
        File.WriteAllText(Path.Combine(payload, "guests.ini"), GuestTable(), new UnicodeEncoding(bigEndian: false, byteOrderMark: true));
        File.WriteAllText(Path.Combine(payload, "cells.nsh"), CellScript());
        // The installer keeps no times (SetDateSave off), so its bytes follow from its files' bytes alone.
    }

    /// <summary>certification/guests.json for pvsetup, which reads INI files: rows of the cells that this build holds.</summary>
    private string GuestTable()
    {
        var table = new StringBuilder("; Made by the build from certification/guests.json\r\n");
        int row = 0;
        foreach (Guest guest in session.Data.Guests.Listed)
            foreach (GuestEdition edition in guest.Editions.OfType<GuestEdition>().Where(edition => session.Cells.Any(cell => cell.Id == edition.Cell)))
                table.Append(CultureInfo.InvariantCulture, $"[Guest.{++row}]\r\n")
                    .Append(CultureInfo.InvariantCulture, $"Name={guest.Name}, {edition.Architecture.Bits()}-bit\r\n")
                    .Append(CultureInfo.InvariantCulture, $"Major={guest.Version.Major}\r\nMinor={guest.Version.Minor}\r\n")
                    .Append(CultureInfo.InvariantCulture, $"LeastBuild={guest.Builds.Least}\r\nMostBuild={guest.Builds.Most}\r\n")
                    .Append(CultureInfo.InvariantCulture, $"ServicePack={guest.ServicePack}\r\nR2={(guest.RequiresR2 ? 1 : 0)}\r\n")
                    .Append(CultureInfo.InvariantCulture, $"Server={(guest.ProductType == ProductType.Server ? 1 : 0)}\r\n")
                    .Append(CultureInfo.InvariantCulture, $"Bits={edition.Architecture.Bits()}\r\nSilent={(edition.Silent ? 1 : 0)}\r\n")
                    .Append(CultureInfo.InvariantCulture, $"Cell={edition.Cell.ToString().Replace('/', '\\')}\r\n");
        return table.ToString();
    }

    /// <summary>The helper of the processor, and one branch a cell: Setup unpacks what the guest needs and no other.</summary>
    private string CellScript()
    {
        var script = new StringBuilder("; Made by the build\nFunction ExtractHelper\n");
        foreach (Architecture architecture in session.Cells.Select(cell => cell.Architecture).Distinct())
            script.Append(CultureInfo.InvariantCulture, $"  ${{{(architecture == Architecture.X64 ? "If" : "IfNot")}}} ${{RunningX64}}\n")
                .Append(CultureInfo.InvariantCulture, $"    File \"/oname=$PLUGINSDIR\\pvsetup.exe\" \"${{PAYLOAD}}/tools/{architecture.Name()}/pvsetup.exe\"\n  ${{EndIf}}\n");
        script.Append("FunctionEnd\n\nFunction ExtractCell\n  RMDir /r \"$PLUGINSDIR\\package\"\n");
        foreach (Cell cell in session.Cells)
        {
            script.Append(CultureInfo.InvariantCulture, $"  ${{If}} $Cell == \"{cell.Folder.Replace('/', '\\')}\"\n");
            foreach (Driver driver in session.Drivers)
                script.Append(CultureInfo.InvariantCulture, $"    SetOutPath \"$PLUGINSDIR\\package\\{driver.Name}\"\n")
                    .Append(CultureInfo.InvariantCulture, $"    File \"${{PAYLOAD}}/cells/{cell.Folder}/{driver.Name}/{driver.Name}.*\"\n");
            script.Append("  ${EndIf}\n");
        }
        return script.Append("  SetOutPath \"$PLUGINSDIR\"\nFunctionEnd\n").ToString();
    }

    private void RunMakensis(string payload, string setup)
    {
        Product product = session.Data.Product;
        string[] arguments =
        [
            "-V2", "-NOCD", "-INPUTCHARSET", "UTF8", $"-DOUT={setup}", $"-DPAYLOAD={payload}", $"-DVERSION={session.Version}",
            $"-DPRODUCT={product.ApplicationName}", $"-DTITLE={product.Setup.Title}", $"-DDESCRIPTION={product.Setup.Description}",
            $"-DPUBLISHER={product.Publisher}", "setup.nsi",
        ];
        var start = new ProcessStartInfo(makensis, arguments)
        {
            WorkingDirectory = ScriptFolder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // makensis stamps the commit's time where it would stamp the clock.
        start.Environment["SOURCE_DATE_EPOCH"] = session.Commit.Time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using Process process = Process.Start(start) ?? throw new ToolFailedException(makensis, arguments, ScriptFolder, -1, "did not start", []);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using CancellationTokenRegistration kill = session.Cancel.Register(() => process.Kill(entireProcessTree: true));
        string text = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        session.Cancel.ThrowIfCancellationRequested();
        if (process.ExitCode != 0)
            throw new ToolFailedException(makensis, arguments, ScriptFolder, process.ExitCode, "",
                [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(KeptLines)]);
    }
}
