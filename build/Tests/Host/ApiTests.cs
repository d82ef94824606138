// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace PvDrivers.Tests.Hosting;

/// <summary>The offline host is a subset of NUKE 10.1.0: whatever compiles against it compiles against NUKE.</summary>
public sealed class ApiTests
{
    private static readonly Assembly Host = typeof(Nuke.Common.NukeBuild).Assembly;
    private static readonly ApiListing Nuke = new();

    public static TheoryData<string> PublicTypes =>
        [.. Host.GetExportedTypes().Where(t => t.Namespace != "Serilog").Select(t => t.FullName!)];

    [Theory]
    [MemberData(nameof(PublicTypes))]
    public void Type_WhenPublic_HasOnlyMembersThatNukeHas(string name)
    {
        Type type = Host.GetType(name, throwOnError: true)!;
        string line = Nuke.TypeLine(type)
            ?? throw new Xunit.Sdk.XunitException($"NUKE 10.1.0 has no public type {name}");
        Assert.Equal(Kind(type), Kind(line));
        if (type.IsEnum)
        {
            string[] names =
                line[(line.IndexOf('{', StringComparison.Ordinal) + 1)..line.IndexOf(
                '}', StringComparison.Ordinal)].Split(',', StringSplitOptions.TrimEntries);
            Assert.Equal(names, Enum.GetNames(type));
            return;
        }
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            MethodInfo invoke = type.GetMethod("Invoke")!;
            Assert.EndsWith(
                $"({string.Join(", ", invoke.GetParameters().Select(p => $"{Signature.Name(p.ParameterType)} {p.Name}"))});", line, StringComparison.Ordinal);
            return;
        }
        HashSet<string> known =
            [.. Nuke.Members(type),
            .. Nuke.Members(type).Select(m => m.Replace("set; ", "", StringComparison.Ordinal))];
        Assert.Equal([], Signature.Of(type).Where(m => !known.Contains(m) && !IsImpliedConstructor(m, type)));
    }

    /// <summary>What the compiler really bound: every member that the build's own assembly takes from its
    /// host.</summary>
    [Fact]
    public void Build_WhenCompiled_UsesOnlyMembersThatNukeHas()
    {
        string file =
            Path.Combine(Repository.Root, "artifacts", "dotnet", "bin", "_build-offline", "debug", "_build.dll");
        Assert.True(File.Exists(file), $"{file} is missing; dotnet build build/Tests makes it");
        using PEReader image = new(File.OpenRead(file));
        MetadataReader metadata = image.GetMetadataReader();
        List<string> used = [.. metadata.MemberReferences.Select(metadata.GetMemberReference)
            .Where(m => m.Parent.Kind == HandleKind.TypeReference)
            .Select(m
                => (Type: metadata.GetTypeReference((TypeReferenceHandle)m.Parent), Member: metadata.GetString(m.Name)))
            .Where(m => IsFromHost(metadata, m.Type))
            .Select(m => $"{metadata.GetString(m.Type.Namespace)}.{metadata.GetString(m.Type.Name)}|{m.Member}")];

        Assert.NotEmpty(used);
        Assert.Contains("Nuke.Common.NukeBuild|Execute", used);
        Assert.Equal([], used.Where(u => !u.StartsWith("Serilog.", StringComparison.Ordinal) && !IsListed(u)));
    }

    [Fact]
    public void Listing_WhenRead_IsWhole() => Assert.InRange(Nuke.Count, 90, 200);

    /// <summary>Delegates and property accessors are written otherwise in the listing.</summary>
    private static bool IsListed(string used)
    {
        (string type, string member) = (used.Split('|')[0], used.Split('|')[1]);
        Type? host = Host.GetType(type);
        if (host is not null && typeof(Delegate).IsAssignableFrom(host))
            return Nuke.TypeLine(host) is not null;
        string plain = member.StartsWith("get_", StringComparison.Ordinal)
            || member.StartsWith("set_", StringComparison.Ordinal) ? member[4..] : member;
        return Nuke.HasMember(type.Replace("`1", "<T>", StringComparison.Ordinal), plain);
    }

    private static bool IsFromHost(MetadataReader metadata, TypeReference type)
        => type.ResolutionScope.Kind == HandleKind.AssemblyReference
            && metadata.GetString(
                metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name) == "PvDrivers.Host";

    /// <summary>A public constructor that a sealed class of ours has where NUKE's is internal would let a build make
    /// one.</summary>
    private static bool IsImpliedConstructor(string member, Type type)
        => member == "protected .ctor()" && type.IsAbstract;

    private static string Kind(Type type)
        => typeof(Delegate).IsAssignableFrom(type) ? "delegate" : type.IsInterface ? "interface" : type.IsEnum ? "enum"
            : type.IsAbstract && type.IsSealed ? "static class" : "class";

    private static string Kind(string line)
        => line.Contains("delegate ", StringComparison.Ordinal) ? "delegate"
            : line.Contains("interface ", StringComparison.Ordinal) ? "interface"
            : line.StartsWith("enum ", StringComparison.Ordinal) ? "enum"
                : line.StartsWith("static class ", StringComparison.Ordinal) ? "static class" : "class";
}
