// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

extern alias RealSerilog;

using System.Globalization;
using System.Reflection;
using RealSerilog::Serilog.Events;
using RealSerilog::Serilog.Formatting.Display;
using RealLog = RealSerilog::Serilog.Log;

namespace PvDrivers.Tests.Hosting;

/// <summary>The log of the offline host against the Serilog that NUKE brings.</summary>
public sealed class SerilogTests
{
    public static TheoryData<string, object?[]> Templates => new()
    {
        { "plain", [] },
        { "{Count} files", [3] },
        { "{Name} and {Other}", ["a b", null] },
        { "{0} {1} {0}", ["x", 2] },
        { "{Number:0.00} {Hex:X4}", [1.5, 255] },
        { "{Left,-6}|{Right,6}|", ["ab", "cd"] },
        { "{{literal}} {Real}", [true] },
        { "{Missing}", [] },
        { "{A} {B}", [1] },
        { "open { brace", [] },
        { "not {a hole} but {One}", [1] },
        { "100%} done", [] },
        { "{List}", [new[] { 1, 2 }] },
        { "{Names}", [new[] { "a", "b" }] },
        { "{When:yyyy-MM-dd}", [new DateTime(2026, 11, 22, 0, 0, 0, DateTimeKind.Utc)] },
        { "{Big}", [1234567.5] },
        { "", [] },
    };

    [Theory]
    [MemberData(nameof(Templates))]
    public void Template_WhenRendered_IsWhatSerilogWrites(string template, object?[] values)
    {
        using RealSerilog::Serilog.Core.Logger logger = new RealSerilog::Serilog.LoggerConfiguration().CreateLogger();
        Assert.True(
            logger.BindMessageTemplate(
            template, values, out MessageTemplate? parsed, out IEnumerable<LogEventProperty>? properties));
        using StringWriter expected = new(CultureInfo.InvariantCulture);
        new MessageTemplateTextFormatter("{Message:l}", CultureInfo.InvariantCulture)
            .Format(new LogEvent(DateTimeOffset.UnixEpoch, LogEventLevel.Information, null, parsed, properties),
                expected);

        Assert.Equal(expected.ToString(), Serilog.MessageTemplate.Render(template, values));
    }

    [Fact]
    public void Log_WhenPublic_HasOnlyMethodsThatSerilogHas()
    {
        HashSet<string> real = [.. typeof(RealLog).GetMethods(BindingFlags.Public | BindingFlags.Static).Select(Shape)];
        List<string> ours =
            [.. typeof(Serilog.Log).GetMethods(BindingFlags.Public | BindingFlags.Static).Select(Shape)];

        Assert.NotEmpty(ours);
        Assert.Equal([], ours.Where(m => !real.Contains(m)));
    }

    private static string Shape(MethodInfo method)
        => $"{method.ReturnType.Name} {method.Name}({string.Join(", ", method.GetParameters().Select(p => $"{p.ParameterType.Name} {p.Name}"))})";
}
