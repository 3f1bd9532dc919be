// Raised when tokens do not fit into a session's context.
namespace Caravan.Engine;

/// <summary>More tokens were given than the context has room for.</summary>
public sealed class ContextFullException(int wanted, int position, int contextLength)
    : Exception(
        $"{wanted} more tokens after {position} do not fit into the context of {contextLength} tokens: "
            + "raise -c, or shorten the prompt (the context is not shifted)"
    );
