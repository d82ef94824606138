// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

using System.Reflection;

namespace Nuke.Common.ValueInjection;

[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public abstract class ValueInjectionAttributeBase : Attribute
{
    public INukeBuild? Build { get; internal set; }

    public virtual int Priority => 0;

    public virtual bool SuppressWarnings => false;

    public abstract object? GetValue(MemberInfo member, object instance);

    /// <summary>A value that cannot be had is a warning, and the initializer stays.</summary>
    public object? TryGetValue(MemberInfo member, object instance)
    {
        try
        {
            return GetValue(member, instance);
        }
        catch (Exception error)
        {
            if (!SuppressWarnings && member.GetCustomAttribute<OptionalAttribute>() is null)
                Serilog.Log.Warning("Could not inject value for {Member}: {Reason}",
                    $"{member.DeclaringType?.Name}.{member.Name}", error.Message);
            return null;
        }
    }
}
