// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;
using PvDrivers.Formats;
using PvDrivers.Formats.Inf;

namespace PvDrivers.Tests.Formats.Inf;

public sealed class InfTemplateTests
{
    private static readonly Dictionary<string, string> Values = new() { ["OS"] = "10.0", ["ARCH"] = "amd64" };

    [Theory]
    [InlineData("a\nb\r\nc", "a\r\nb\r\nc\r\n")]
    [InlineData("[M.NT$ARCH$.$OS$]\n", "[M.NTamd64.10.0]\r\n")]
    [InlineData("Signature=\"$Windows NT$\" $OS$", "Signature=\"$Windows NT$\" 10.0\r\n")]
    [InlineData(";; not kept\n; kept", "; kept\r\n")]
    [InlineData(";;if OS >= 6.0\nnew\n;;else\nold\n;;endif\nend", "new\r\nend\r\n")]
    [InlineData(";;if OS < 6.0\nold\n;;if ARCH == x86\nno\n;;endif\n;;endif\nend", "end\r\n")]
    [InlineData(";;if ARCH == amd64\n;;if OS == 5.2\nno\n;;else\nyes\n;;endif\n;;endif", "yes\r\n")]
    [InlineData("one $ sign", "one $ sign\r\n")]
    public void Render_OfATemplate_GivesFinalText(string inx, string expected) =>
        Assert.Equal(expected, Encoding.ASCII.GetString(InfTemplate.Render(Encoding.UTF8.GetBytes(inx), Values, "x.inx")));

    [Theory]
    [InlineData("a\n $NONE$", 2, 2)]
    [InlineData(";;if NONE == 1\n;;endif", 1, 1)]
    [InlineData(";;if OS ~ 1\n;;endif", 1, 1)]
    [InlineData("\n;;if OS == 1", 2, 1)]
    [InlineData(";;endif", 1, 1)]
    [InlineData(";;else", 1, 1)]
    [InlineData(";;if OS == 1\n;;else\n;;else\n;;endif", 3, 1)]
    [InlineData("caf\u00E9", 1, 4)]
    public void Render_OfABrokenTemplate_NamesThePlace(string inx, int line, int column)
    {
        MalformedFileException error = Assert.Throws<MalformedFileException>(
            () => InfTemplate.Render(Encoding.UTF8.GetBytes(inx), Values, "x.inx"));
        Assert.Equal((line, column), (error.Line, error.Column));
    }

    [Theory]
    [InlineData("{\"packages\":[{\"driver\":\"x\"}]}")]
    [InlineData("{\"packages\":[],\"other\":1}")]
    [InlineData("null")]
    [InlineData("{")]
    public void Read_OfABrokenPackageList_Fails(string json) =>
        Assert.Throws<MalformedFileException>(() => InfPackageList.Read(Encoding.UTF8.GetBytes(json), "packages.json"));
}
