// Why generation stopped.
namespace Caravan.Cli.Running;

/// <summary>Why generation stopped.</summary>
internal enum StopReason
{
    /// <summary>As many tokens as were asked for.</summary>
    Count,

    /// <summary>The model ended the text.</summary>
    EndOfText,

    /// <summary>The text ends in a reverse prompt.</summary>
    ReversePrompt,

    /// <summary>The context is full.</summary>
    ContextFull,

    /// <summary>The user wants to write.</summary>
    Interjection,
}
