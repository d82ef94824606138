// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;
using PvDrivers.Formats;
using PvDrivers.Formats.Inf;
using PvDrivers.Formats.Inf.Verif;

namespace PvDrivers.Tests.Formats.Inf;

/// <summary>
/// Inputs made to be slow. What is quadratic takes minutes to hours at these sizes, so that a generous limit of processor time tells it
/// apart on a busy machine too.
/// </summary>
public sealed class InfScaleTests
{
    private const int Megabyte = 1 << 20;

    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CheckLimit = TimeSpan.FromSeconds(30);

    private static readonly Dictionary<string, Func<int, string>> Inputs = new()
    {
        ["quotes"] = n => "[s]\nk=" + new string('"', n),
        ["percent signs"] = n => "[s]\nk=" + new string('%', n),
        ["open tokens"] = n => "[s]\nk=" + Repeat("%a", n),
        ["commas"] = n => "[s]\nk=" + new string(',', n),
        ["backslashes"] = n => "[s]\nk=" + new string('\\', n),
        ["backslashes and blanks"] = n => "[s]\nk=" + Repeat("\\      ", n),
        ["continued lines"] = n => "[s]\nk=" + Repeat("a\\\n", n),
        ["lines"] = n => "[s]\n" + Repeat("a\n", n),
        ["empty sections"] = n => Repeat("[a]\n", n),
        ["sections of many names"] = n => Numbered(n, i => $"[{i}]\n"),
        ["parts of two sections"] = n => Repeat("[a]\nx\n[b]\ny\n", n),
        ["tokens"] = n => "[Strings]\na=b\n[s]\nk=" + Repeat("%a%,", n),
        ["strings"] = n => "[s]\nk=%7%\n[Strings]\n" + Numbered(n, i => $"s{i}=v\n"),
        ["models"] = n => Device + Numbered(n, i => $"d=X,PCI\\{i},USB\\{i}\n"),
        ["install sections"] = n => Device + Numbered(n, i => $"d=X{i},PCI\\{i}\n") + Numbered(n / 4, i => $"[X{i}]\n"),
        ["manufacturers of one section"] = n => "[Version]\nClass=a\n[M]\n" + Numbered(n / 2, i => $"d=X,PCI\\{i}\n")
            + "[Manufacturer]\n" + Repeat("a=M\n", n / 2),
        ["decorations"] = n => "[M.NTamd64]\nd=X,Y\n[Manufacturer]\na=M" + Repeat(",NTamd64", n),
        ["services of one section"] = n => Device + "d=X,Y\n[X.Services]\n" + Numbered(n / 3, i => $"AddService={i},2,S\n") + "[S]\nAddReg=R"
            + Repeat(",R", n / 3) + "\n" + Repeat("StartType=1\n", n / 6) + "[R]\n" + Repeat("HKR,a,b,,c\n", n / 6),
        ["needs in a ring"] = n => Device + "d=X0,Y\n" + Numbered(n, i => $"[X{i}]\nNeeds=X{i + 1},X0\n"),
        ["copied files"] = n => Device + "d=X,Y\n[X]\nCopyFiles=F\n[F]\n" + Numbered(n / 2, i => $"f{i}\n") + "[SourceDisksFiles]\n"
            + Numbered(n / 2, i => $"f{i}=1\n"),
        ["registry lines"] = n => Device + "d=X,Y\n[X]\nAddReg=R\n[R]\n" + Repeat("HKR,a,b,0x10001,1\n", n),
    };

    private const string Device = "[Version]\nSignature=\"$Windows NT$\"\n[Manufacturer]\na=M,NTamd64\n[M.NTamd64]\n";

    public static IEnumerable<object[]> Names() => Inputs.Keys.Select(k => new object[] { k });

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_OfTenMegabytes_TakesLinearTimeAndMemory(string name)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(Inputs[name](10 * Megabyte));
        long before = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan start = Environment.CpuUsage.UserTime;
        InfFile file = InfFile.Read(bytes, "x.inf");
        TimeSpan took = Environment.CpuUsage.UserTime - start;
        Assert.Equal(bytes.Length, file.Text.Length);
        Assert.InRange(took, TimeSpan.Zero, ReadLimit);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / (double)bytes.Length, 0, 10);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Check_OfAQuarterMegabyte_TakesLinearTime(string name)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(Inputs[name](Megabyte / 4));
        TimeSpan start = Environment.CpuUsage.UserTime;
        _ = InfVerif.Check(bytes, "x.inf", InfVerifMode.Windows);
        try
        {
            InfPackage package = InfPackage.From(InfFile.Read(bytes, "x.inf"));
            _ = (package.HardwareIds().Count, package.CopiedFiles(InfArchitecture.Amd64).Count);
        }
        catch (MalformedFileException)
        {
            // A field beyond the limit is refused; that it is refused soon is what is asked here.
        }
        Assert.InRange(Environment.CpuUsage.UserTime - start, TimeSpan.Zero, CheckLimit);
    }

    private static string Repeat(string piece, int size) =>
        new StringBuilder().Insert(0, piece, Math.Max(size / piece.Length, 1)).ToString();

    private static string Numbered(int size, Func<int, string> line)
    {
        StringBuilder text = new();
        for (int i = 0; text.Length < size; i++)
            text.Append(line(i));
        return text.ToString();
    }
}
