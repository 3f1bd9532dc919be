// Statements in order.
namespace Caravan.Models.Chat.Jinja.Statements;

/// <summary>A list of statements.</summary>
internal sealed class Block(List<Statement> statements) : Statement
{
    /// <inheritdoc/>
    public override Flow Execute(RenderState state)
    {
        state.EnsureStack();
        foreach (Statement statement in statements)
        {
            state.Work(1);
            Flow flow = statement.Execute(state);
            if (flow != Flow.Next)
            {
                return flow;
            }
        }

        return Flow.Next;
    }
}
