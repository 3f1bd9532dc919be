// Raised when a prompt does not fit into the context.
namespace Caravan.Cli.Running;

/// <summary>A prompt leaves no room for an answer.</summary>
internal sealed class PromptTooLongException(int count, int contextLength, int spare)
    : Exception(
        $"the prompt is too long: {count} tokens, at most {Math.Max(contextLength - spare, 0)} fit into the context of {contextLength} "
            + $"({spare} stay free): raise -c or shorten the prompt"
    );
