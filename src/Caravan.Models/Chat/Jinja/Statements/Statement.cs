// A node that does something.
namespace Caravan.Models.Chat.Jinja.Statements;

/// <summary>A statement of a template.</summary>
internal abstract class Statement
{
    /// <summary>Runs it.</summary>
    public abstract Flow Execute(RenderState state);
}
