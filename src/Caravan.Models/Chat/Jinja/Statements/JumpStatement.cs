// Break and continue.
namespace Caravan.Models.Chat.Jinja.Statements;

/// <summary>Leaves a loop or its current item.</summary>
internal sealed class JumpStatement(Flow flow) : Statement
{
    /// <inheritdoc/>
    public override Flow Execute(RenderState state) => flow;
}
