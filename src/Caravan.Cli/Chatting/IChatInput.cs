// Where the user's lines come from.
namespace Caravan.Cli.Chatting;

/// <summary>Reads lines.</summary>
internal interface IChatInput
{
    /// <summary>The next line, or null at the end of input.</summary>
    /// <param name="prompt">What stands before the line on a terminal.</param>
    string? ReadLine(string prompt);
}
