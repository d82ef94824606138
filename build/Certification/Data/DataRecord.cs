// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Certification.Data;

/// <summary>An object of a data file while it is being read: it remembers which keys were asked for.</summary>
internal sealed class DataRecord
{
    private readonly DataValue _value;
    private readonly List<DataMember> _members;
    private readonly HashSet<string> _asked = [];

    internal DataRecord(DataValue value, List<DataMember> members)
    {
        _value = value;
        _members = members;
    }

    internal DataValue this[string key] =>
        Optional(key) ?? throw _value.Error($"an object without \"{key}\"", $"the key \"{key}\"");

    internal DataValue? Optional(string key)
    {
        _asked.Add(key);
        foreach (DataMember member in _members)
            if (member.Key == key)
                return member.Value;
        return null;
    }

    internal string Text(string key) => this[key].Text();

    internal bool Flag(string key) => this[key].Boolean();

    internal int Integer(string key, int least, int most) => this[key].Integer(least, most);

    internal IReadOnlyList<string> Texts(string key, string noun) =>
        this[key].Table(noun, static item => item.Text(), static text => text);

    internal void End()
    {
        foreach (DataMember member in _members)
            if (!_asked.Contains(member.Key))
                throw member.Value.Error($"the unknown key \"{member.Key}\"", $"one of {string.Join(", ", _asked)}");
    }
}
