// Why an answer ended.
namespace Caravan.Cli.Chatting;

/// <summary>Ends of an answer.</summary>
internal enum AnswerEnd
{
    /// <summary>The model ended it.</summary>
    Complete,

    /// <summary>The user stopped it.</summary>
    Stopped,

    /// <summary>It has as many tokens as it may have.</summary>
    TokenLimit,

    /// <summary>The context is full.</summary>
    ContextFull,
}
