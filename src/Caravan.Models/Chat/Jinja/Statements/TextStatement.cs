// Text outside of tags.
namespace Caravan.Models.Chat.Jinja.Statements;

/// <summary>Writes text.</summary>
internal sealed class TextStatement(string text) : Statement
{
    /// <inheritdoc/>
    public override Flow Execute(RenderState state)
    {
        state.Write(text);
        return Flow.Next;
    }
}
