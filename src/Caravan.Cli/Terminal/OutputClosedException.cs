// Raised when standard output leads nowhere any more.
namespace Caravan.Cli.Terminal;

/// <summary>The reader of standard output is gone: the program ends without a word, as others do on SIGPIPE.</summary>
internal sealed class OutputClosedException() : Exception("standard output was closed");
