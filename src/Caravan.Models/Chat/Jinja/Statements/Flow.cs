// Where execution goes on.
namespace Caravan.Models.Chat.Jinja.Statements;

/// <summary>What follows a statement.</summary>
internal enum Flow
{
    /// <summary>The next statement.</summary>
    Next,

    /// <summary>The end of the loop.</summary>
    Break,

    /// <summary>The loop's next item.</summary>
    Continue,
}
