// What every answer in OpenAI's form begins with.
using System.Security.Cryptography;

namespace Caravan.Server.Endpoints;

/// <summary>An answer's id and time.</summary>
/// <param name="Id">Random, with the prefix of its kind.</param>
/// <param name="Created">Seconds since 1970.</param>
internal readonly record struct AnswerHead(string Id, long Created)
{
    private const int IdBytes = 12;

    /// <summary>A new head.</summary>
    internal static AnswerHead New(string prefix) =>
        new(
            prefix + RandomNumberGenerator.GetHexString(IdBytes * 2, lowercase: true),
            DateTimeOffset.UtcNow.ToUnixTimeSeconds()
        );
}
