// Definitions of macros.
namespace Caravan.Models.Chat.Jinja.Statements;

/// <summary>Defines a macro in the current scope.</summary>
internal sealed class MacroStatement(MacroDefinition definition) : Statement
{
    /// <inheritdoc/>
    public override Flow Execute(RenderState state)
    {
        state.Scope.Set(definition.Name, definition.Bind(state.Scope));
        return Flow.Next;
    }
}
