// One thing that follows a value.
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Expressions;

/// <summary>A member, index, slice, call, filter or test.</summary>
internal abstract class PostfixOperation(int position)
{
    /// <summary>Offset in the template.</summary>
    public int Position { get; } = position;

    /// <summary>Applies it.</summary>
    public abstract JinjaValue Apply(RenderState state, JinjaValue value);
}
