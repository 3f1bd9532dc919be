// Raised when the command line cannot be right.
namespace Caravan.Cli;

/// <summary>A command line that asks for something that does not exist or cannot be; the message is one line.</summary>
internal sealed class UsageException(string message) : Exception(message);
