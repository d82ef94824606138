// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Xml;

namespace PvDrivers.Stages.Test;

/// <summary>What a TRX file (the test platform's XML report) says: counts, failures, and why tests were skipped.</summary>
public sealed record TrxReport(int Passed, IReadOnlyList<(string Test, string Message)> Failures,
    IReadOnlyList<(string Test, string Reason)> Skips)
{
    private const string Namespace = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    public static TrxReport Read(string path)
    {
        var document = new XmlDocument { XmlResolver = null };
        using (var reader = XmlReader.Create(path, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit }))
            document.Load(reader);
        var names = new XmlNamespaceManager(document.NameTable);
        names.AddNamespace("t", Namespace);
        int passed = 0;
        List<(string, string)> failures = [];
        List<(string, string)> skips = [];
        foreach (XmlElement result in document.SelectNodes("//t:UnitTestResult", names)?.OfType<XmlElement>() ?? [])
        {
            string test = result.GetAttribute("testName");
            string message = result.SelectSingleNode("t:Output/t:ErrorInfo/t:Message", names)?.InnerText.Trim()
                ?? result.SelectSingleNode("t:Output/t:StdOut", names)?.InnerText.Trim() ?? "";
            switch (result.GetAttribute("outcome"))
            {
                case "Passed":
                    passed++;
                    break;
                case "NotExecuted":
                    skips.Add((test, message));
                    break;
                default:
                    failures.Add((test, message));
                    break;
            }
        }
        return new TrxReport(passed, failures, skips);
    }
}
