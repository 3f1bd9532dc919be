// A value that a template computes with.
namespace Caravan.Models.Chat.Jinja.Values;

/// <summary>Any value of a template.</summary>
public abstract class JinjaValue
{
    /// <summary>The type's name in messages.</summary>
    public abstract string TypeName { get; }

    /// <summary>What the value is where a condition is asked for.</summary>
    public abstract bool IsTrue { get; }
}
