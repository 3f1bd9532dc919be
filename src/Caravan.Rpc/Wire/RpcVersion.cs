// A version of the ggml RPC protocol.
using System.Globalization;

namespace Caravan.Rpc;

/// <summary>Protocol version as HELLO tells it.</summary>
/// <param name="Major">Peers of another major version refuse each other.</param>
/// <param name="Minor">Clients refuse a server with a higher one.</param>
/// <param name="Patch">Without meaning for compatibility.</param>
public readonly record struct RpcVersion(byte Major, byte Minor, byte Patch)
{
    /// <summary>Reads <c>major.minor</c> or <c>major.minor.patch</c>.</summary>
    public static bool TryParse(string text, out RpcVersion version)
    {
        ArgumentNullException.ThrowIfNull(text);
        version = default;
        string[] parts = text.Split('.');
        Span<byte> numbers = stackalloc byte[3];
        if (parts.Length is < 2 or > 3)
        {
            return false;
        }

        for (int i = 0; i < parts.Length; i++)
        {
            if (!byte.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return false;
            }
        }

        version = new RpcVersion(numbers[0], numbers[1], numbers[2]);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}");
}
