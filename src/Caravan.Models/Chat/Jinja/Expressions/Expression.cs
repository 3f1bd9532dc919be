// A node that has a value.
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Expressions;

/// <summary>An expression of a template.</summary>
internal abstract class Expression(int position)
{
    /// <summary>Offset in the template.</summary>
    public int Position { get; } = position;

    /// <summary>Computes the value.</summary>
    public abstract JinjaValue Evaluate(RenderState state);
}
