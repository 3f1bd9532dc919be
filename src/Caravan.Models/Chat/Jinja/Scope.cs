// Names and their values.
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja;

/// <summary>Variables of a block; what it lacks is looked up in the scope around it.</summary>
internal sealed class Scope(Scope? parent)
{
    private Dictionary<string, JinjaValue>? variables;

    /// <summary>The value of a name, or undefined.</summary>
    public JinjaValue Get(string name)
    {
        for (Scope? scope = this; scope is not null; scope = scope.Parent)
        {
            if (scope.variables is not null && scope.variables.TryGetValue(name, out JinjaValue? value))
            {
                return value;
            }
        }

        return JinjaUndefined.Instance;
    }

    /// <summary>Sets a name in this scope.</summary>
    public void Set(string name, JinjaValue value) => (variables ??= new(StringComparer.Ordinal))[name] = value;

    private Scope? Parent { get; } = parent;
}
