// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

using System.Linq.Expressions;
using System.Reflection;
using Nuke.Common.ValueInjection;

namespace Nuke.Common.Execution;

/// <summary>What targets and parameters ask for before anything runs.</summary>
internal static class Requirements
{
    public static void Check(NukeBuild build)
    {
        foreach (ExecutableTarget target in build.ScheduledTargets)
            foreach (LambdaExpression requirement in target.DelegateRequirements)
                Check(build, target, requirement);
        foreach ((MemberInfo member, _) in Injection.Members(build.GetType()))
            if (member.GetCustomAttribute<RequiredAttribute>() is not null && IsMissing(build, member, ""))
                throw new InvalidOperationException(
                    $"Member '{NameOf(member)}' is required to be not null or empty{Remedy(member)}");
    }

    private static void Check(NukeBuild build, ExecutableTarget target, LambdaExpression requirement)
    {
        if (requirement is Expression<Func<bool>> condition)
        {
            if (!condition.Compile(preferInterpretation: true)())
                throw new InvalidOperationException($"Target '{target.Name}' requires '{requirement.Body}'");
            return;
        }
        MemberInfo member = MemberOf(requirement.Body)
            ?? throw new InvalidOperationException(
                $"Target '{target.Name}' requires '{requirement.Body}', which is no member of the build");
        if (IsMissing(build, member, $"from target '{target.Name}' "))
            throw new InvalidOperationException(
                $"Target '{target.Name}' requires member '{NameOf(member)}' to be not null or empty{Remedy(member)}");
    }

    private static MemberInfo? MemberOf(Expression body) => body switch
    {
        MemberExpression member => member.Member,
        UnaryExpression { NodeType: ExpressionType.Convert } convert => MemberOf(convert.Operand),
        _ => null,
    };

    private static bool IsMissing(NukeBuild build, MemberInfo member, string from)
    {
        if (member.GetCustomAttribute<ValueInjectionAttributeBase>() is null)
            throw new InvalidOperationException(
                $"Member '{NameOf(member)}' is required {from}but not marked with an injection attribute.");
        if (IsEmpty(build, member) && NukeBuild.Host is Terminal && !Console.IsInputRedirected)
            Ask(build, member);
        return IsEmpty(build, member);
    }

    private static bool IsEmpty(NukeBuild build, MemberInfo member)
        => Injection.Get(member, build) is var value
            && (value is null || value is string text && string.IsNullOrWhiteSpace(text));

    private static string NameOf(MemberInfo member) => ParameterService.NameOf(member);

    private static string Remedy(MemberInfo member)
    {
        if (member.GetCustomAttribute<ParameterAttribute>() is null)
            return "";
        string name = ParameterService.DashedName(NameOf(member));
        string variable = name.Replace('-', '_').ToUpperInvariant();
        return member.GetCustomAttribute<SecretAttribute>() is null
            ? $": give --{name} VALUE or set NUKE_{variable}"
            : $": set NUKE_{variable}";
    }

    /// <summary>Asks the person at the terminal; an empty answer leaves the member as it is.</summary>
    private static void Ask(NukeBuild build, MemberInfo member)
    {
        if (member.GetCustomAttribute<ParameterAttribute>() is not { } parameter)
            return;
        Console.Write($"{(parameter.Description ?? NameOf(member)).TrimEnd('.')}: ");
        string? answer = member.GetCustomAttribute<SecretAttribute>() is null ? Console.ReadLine() : ReadSecret();
        if (!string.IsNullOrWhiteSpace(answer)
            && ValueConverter.Convert([answer.Trim()], Injection.TypeOf(member), null, switchAlone: true) is { } value)
            Injection.Set(member, build, value);
    }

    private static string ReadSecret()
    {
        System.Text.StringBuilder text = new();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
            if (key.Key != ConsoleKey.Backspace)
                text.Append(key.KeyChar);
            else if (text.Length > 0)
                text.Length--;
        Console.WriteLine();
        return text.ToString();
    }
}
