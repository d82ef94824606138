// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

using System.Reflection;
using Nuke.Common.ValueInjection;

namespace Nuke.Common;

/// <summary>
/// A member whose value comes, first hit, from: <c>--kebab-case</c>, the environment (with or without NUKE_),
/// parameters.PROFILE.json, parameters.json, its initializer.
/// </summary>
public class ParameterAttribute : ValueInjectionAttributeBase
{
    public ParameterAttribute(string? description = null) => Description = description;

    public virtual string? Description { get; }

    /// <summary>Name of the parameter where it is not the member's.</summary>
    public string? Name { get; set; }

    /// <summary>One character that separates the values of an array, besides the space.</summary>
    public string? Separator { get; set; }

    /// <summary>False leaves the parameter out of --help.</summary>
    public virtual bool List { get; set; } = true;

    /// <summary>Type that has <see cref="ValueProviderMember"/>; the build's own type where null.</summary>
    public Type? ValueProviderType { get; set; }

    /// <summary>Name of a member of type IEnumerable&lt;string&gt; with the values that are allowed.</summary>
    public string? ValueProviderMember { get; set; }

    /// <inheritdoc/>
    public override object? GetValue(MemberInfo member, object instance)
        => Execution.ParameterService.Current.GetValue(member);
}

/// <summary>The parameter must have a value whatever target runs.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class RequiredAttribute : Attribute;

/// <summary>A value that cannot be injected gives no warning.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class OptionalAttribute : Attribute;

/// <summary>The value is never printed nor taken from a parameters file.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class SecretAttribute : Attribute;
