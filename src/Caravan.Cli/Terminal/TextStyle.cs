// Colors of the prompt and of the user's input, as in llama-cli.
namespace Caravan.Cli.Terminal;

/// <summary>Switches colors of standard output where they are wanted.</summary>
internal sealed class TextStyle(StandardOutput output, bool isColored)
{
    /// <summary>The prompt follows.</summary>
    internal void Prompt() => Switch("\u001b[33m"u8);

    /// <summary>The user's input follows.</summary>
    internal void Input() => Switch("\u001b[1m\u001b[32m"u8);

    /// <summary>Something less important follows.</summary>
    internal void Dim() => Switch("\u001b[2m"u8);

    /// <summary>The model's text follows.</summary>
    internal void Reset() => Switch("\u001b[0m"u8);

    private void Switch(ReadOnlySpan<byte> code)
    {
        if (isColored)
        {
            output.Write(code);
        }
    }
}
