// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Certification.Data;
using PvDrivers.Formats;

namespace PvDrivers.Tests.Certification;

public sealed class DataReaderTests
{
    [Fact]
    public void Check_WhenTheRepositorysDataIsRead_FindsNothing() => Assert.Empty(DataFixture.Real.Check());

    [Theory]
    [InlineData("{\n  \"name\": \"x\",\n  \"name\": \"y\"\n}", 3, 3, "a second key \"name\"")]
    [InlineData("{\n  \"name\": \"x\",\n}", 3, 1, "trailing comma")]
    [InlineData("{\n  \"name\": \"x\"\n}\n{}", 4, 1, "invalid after a single JSON value")]
    [InlineData("{\n  \"näme\": \"ä\", 7\n}", 2, 16, "'7'")]
    [InlineData("{\n  // why\n}", 2, 3, "'/'")]
    [InlineData("[]", 1, 1, "an array")]
    [InlineData("{}", 1, 1, "an object without \"name\"")]
    [InlineData("{ \"name\": 7 }", 1, 11, "the number 7")]
    [InlineData("{ \"name\": \" x\" }", 1, 11, "the string \" x\"")]
    [InlineData("{ \"name\": \"\" }", 1, 11, "the string \"\"")]
    [InlineData("", 1, 1, "does not contain any JSON tokens")]
    public void Product_WhenTheFileIsBroken_TellsFileLineAndColumn(string text, int line, int column, string found)
    {
        MalformedFileException error = Assert.Throws<MalformedFileException>(() =>
            DataFixture.With("product.json", text).Product);
        Assert.Equal("certification/product.json", error.File);
        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.Contains(found, error.Found, StringComparison.Ordinal);
        Assert.NotEmpty(error.Expected);
    }

    [Fact]
    public void Product_WhenTheFileIsMissing_TellsItsName()
    {
        MalformedFileException error = Assert.Throws<MalformedFileException>(() =>
            CertificationData.Load("/nonexistent").Product);
        Assert.Equal("certification/product.json", error.File);
    }

    [Fact]
    public void Product_WhenAnotherFileIsBroken_IsReadAllTheSame()
    {
        CertificationData data = DataFixture.With("targets.json", "not json");
        Assert.Equal(1882, data.Product.BuildNumber);
        Assert.Throws<MalformedFileException>(() => data.Cells);
    }

    [Theory]
    [InlineData("65536", "a whole number from 0 to 65535")]
    [InlineData("-1", "a whole number from 0 to 65535")]
    [InlineData("1.5", "a whole number from 0 to 65535")]
    [InlineData("\"1882\"", "a whole number from 0 to 65535")]
    public void Product_WhenTheBuildNumberIsNoUnsignedWord_TellsTheRange(string number, string expected)
    {
        string text = DataFixture.Text("product.json")
            .Replace("\"buildNumber\": 1882", $"\"buildNumber\": {number}", StringComparison.Ordinal);
        MalformedFileException error = DataFixture.With("product.json", text).Error("product.json");
        Assert.Equal(expected, error.Expected);
        Assert.Equal(8, error.Line);
    }
}
