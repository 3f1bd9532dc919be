// What follows in the loop of a conversation.
namespace Caravan.Cli.Chatting;

/// <summary>The next step.</summary>
internal enum ChatStep
{
    /// <summary>Ask the user.</summary>
    Ask,

    /// <summary>Answer the messages.</summary>
    Answer,

    /// <summary>End.</summary>
    Quit,
}
