// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using PvDrivers.Formats;
using PvDrivers.Formats.Inf;
using PvDrivers.Formats.Inf.Verif;

namespace PvDrivers.Tests.Formats.Inf;

public sealed class InfPropertyTests
{
    private static readonly byte[][] Seeds =
    [
        File.ReadAllBytes(InfVerifCase.PathOf("device.inf")),
        OwnInfs.Bytes("xennet", "10.0", InfArchitecture.Amd64),
        OwnInfs.Bytes("xenvbd", "5.2", InfArchitecture.X86),
        [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(InfVerifCase.Base)],
    ];

    /// <summary>Characters that mean something to an INF, and pieces that begin or end something.</summary>
    private static readonly string[] Pieces =
    [
        "\"", "\"\"", "%", "%%", ";", "\\", "\\\r\n", "\r\n", "\n", "\r", "[", "]", "=", ",", "@", "\0", "\u001A", " ", "\t",
        "[Version]", "[Strings]", "%Vendor%", "AddReg=X_Reg", "CopyFiles=@", "Needs=X", "NTamd64", "NTamd64.10.0...", "HKR,,", "0x", "\u00FF",
    ];

    [Property(MaxTest = 300)]
    public void ToBytes_OfWhateverIsRead_IsByteEqual(byte[] bytes)
    {
        if (TryRead(bytes) is { } file)
            Assert.Equal(bytes, file.ToBytes());
    }

    [Property(MaxTest = 300)]
    public void Read_OfAWrittenEntry_GivesItsValues(NonNull<string> key, NonNull<string>[] values)
    {
        string[] plain = [.. values.Select(v => Printable(v.Get))];
        string name = "k" + Printable(key.Get);
        string text = $"[s]\r\n{Quote(name)} = {string.Join(" , ", plain.Select(Quote))}\r\n";
        InfEntry entry = InfFile.Read(Encoding.UTF8.GetBytes("\uFEFF" + text), "x.inf").Section("s")!.Entries.Single();
        Assert.Equal(name, entry.Key);
        Assert.Equal(plain, entry.Values);
    }

    [Property(MaxTest = 200)]
    public void Check_OfAMutatedInf_ThrowsNothingAndEveryPlaceIsInTheFile(PositiveInt seed)
    {
        byte[] bytes = Mutate(seed.Get);
        int lines = 2 + bytes.Count(b => b == '\n');
        foreach (InfVerifMode mode in Enum.GetValues<InfVerifMode>())
            Assert.All(InfVerif.Check(bytes, "x.inf", mode).Findings, f => Assert.InRange(f.Line, 1, lines));
    }

    [Property(MaxTest = 200)]
    public void Package_OfAMutatedInf_ThrowsNothingButMalformedFile(PositiveInt seed)
    {
        if (TryRead(Mutate(seed.Get)) is not { } file)
            return;
        try
        {
            InfPackage package = InfPackage.From(file);
            _ = (package.HardwareIds(), package.CopiedFiles(), package.Class, package.ClassGuid, package.Provider);
            _ = package.CopiedFiles(InfArchitecture.Amd64).Concat(package.CopiedFiles(InfArchitecture.X86)).Count();
            Assert.All(package.Models, m => Assert.NotNull(m.HardwareId));
            _ = package.ModelsFor(new WindowsVersion(10, 0, 19041, InfArchitecture.Amd64)).Count();
        }
        catch (MalformedFileException error)
        {
            Assert.InRange(error.Line, 1, int.MaxValue);
        }
    }

    [Property(MaxTest = 100)]
    public void Apply_OfAStampToAMutatedInf_IsIdempotent(PositiveInt seed)
    {
        if (TryRead(Mutate(seed.Get)) is not { } file || file.Section("Version") is null)
            return;
        StampOptions options = new() { Date = new DateOnly(2026, 11, 22), Version = new Version(3, 4, 4, 1882), CatalogFile = "x.cat" };
        try
        {
            InfFile once = InfStamp.Apply(file, options).File;
            Assert.Equal(once.Text, InfStamp.Apply(once, options).File.Text);
            DriverVersion stamped = Assert.IsType<DriverVersion>(InfPackage.From(once).DriverVer);
            Assert.Equal((options.Date, options.Version), (stamped.Date, stamped.Version));
        }
        catch (MalformedFileException)
        {
            // A mutated field may not expand.
        }
    }

    private static InfFile? TryRead(byte[] bytes)
    {
        try
        {
            return InfFile.Read(bytes, "x.inf");
        }
        catch (MalformedFileException error)
        {
            Assert.NotEmpty(error.Found);
            return null;
        }
    }

    private static byte[] Mutate(int seed)
    {
        Random random = new(seed);
        List<byte> bytes = [.. Seeds[random.Next(Seeds.Length)]];
        for (int i = random.Next(1, 12); i > 0; i--)
        {
            int at = random.Next(bytes.Count);
            int length = Math.Min(random.Next(1, 60), bytes.Count - at);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveRange(at, Math.Min(length, bytes.Count - 1)); break;
                case 2: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                case 3: bytes.InsertRange(at, Encoding.Latin1.GetBytes(Pieces[random.Next(Pieces.Length)])); break;
                default: bytes.InsertRange(at, Seeds[random.Next(Seeds.Length)].AsSpan(0, length)); break;
            }
        }
        return [.. bytes];
    }

    /// <summary>No line ends, no Ctrl-Z, no lone surrogates, no percent signs: what a quoted string can hold as it is.</summary>
    private static string Printable(string text) =>
        string.Concat(text.Where(c => c is not ('\r' or '\n' or '\x1A' or '%') && !char.IsSurrogate(c)));

    private static string Quote(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
