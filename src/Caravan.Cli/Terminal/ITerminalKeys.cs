// Where keys come from.
namespace Caravan.Cli.Terminal;

/// <summary>The keys of a terminal, one after the other.</summary>
internal interface ITerminalKeys
{
    /// <summary>True when a key is there already.</summary>
    bool IsAvailable { get; }

    /// <summary>Columns of the terminal.</summary>
    int Columns { get; }

    /// <summary>Waits for the next key.</summary>
    ConsoleKeyInfo Read();
}
