// The keys of the console.
namespace Caravan.Cli.Terminal;

/// <summary>The terminal of this process.</summary>
internal sealed class ConsoleKeys : ITerminalKeys
{
    private const int UsualColumns = 80;

    /// <inheritdoc/>
    public bool IsAvailable => Console.KeyAvailable;

    /// <inheritdoc/>
    public int Columns => Console.WindowWidth > 0 ? Console.WindowWidth : UsualColumns;

    /// <inheritdoc/>
    public ConsoleKeyInfo Read() => Console.ReadKey(intercept: true);
}
