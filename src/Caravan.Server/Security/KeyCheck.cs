// Lets only clients in that have a key.
using System.Security.Cryptography;
using System.Text;

namespace Caravan.Server.Security;

/// <summary>Compares keys in a time that says nothing about them.</summary>
internal sealed class KeyCheck(IEnumerable<string> keys)
{
    private const string Bearer = "Bearer ";

    // Of equal length whatever the keys are, as the comparison wants it.
    private readonly byte[][] hashes = [.. keys.Select(Hash)];

    /// <summary>True when there is a key to check.</summary>
    internal bool IsOn => hashes.Length > 0;

    /// <summary>Throws unless the request carries a key, as a bearer token or in <c>X-Api-Key</c>.</summary>
    /// <exception cref="ApiException">It carries none, or another.</exception>
    internal void Check(HttpRequest request)
    {
        if (!IsOn)
        {
            return;
        }

        string authorization = request.Headers.Authorization.ToString();
        string key = authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? authorization[Bearer.Length..].Trim()
            : request.Headers["X-Api-Key"].ToString();
        if (!IsKnown(key))
        {
            throw ApiException.Unauthorized(
                key.Length == 0
                    ? "no API key: send it as 'Authorization: Bearer KEY'"
                    : "the API key is not one of this server's"
            );
        }
    }

    // All keys are compared, whichever fits.
    private bool IsKnown(string key)
    {
        byte[] hash = Hash(key);
        bool isKnown = false;
        foreach (byte[] known in hashes)
        {
            isKnown |= CryptographicOperations.FixedTimeEquals(hash, known);
        }

        return isKnown;
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
