// A made-up vocabulary: token 7 reads "<7>".
using System.Text;
using Caravan.Engine.Sampling;

namespace Caravan.Engine.Tests.Sampling;

/// <summary>Tokens that read as their numbers in angle brackets; the last one ends generation.</summary>
internal sealed class NumberedVocabulary(int count) : ISamplingVocabulary
{
    public int Count => count;

    public IReadOnlyList<int> SuppressedTokens { get; init; } = [];

    public bool IsEndOfGeneration(int token) => token == count - 1;

    public byte[] GetText(int token) => Encoding.UTF8.GetBytes($"<{token}>");

    public int[] Tokenize(ReadOnlySpan<byte> text)
    {
        string numbers = Encoding.UTF8.GetString(text).Replace('<', ' ').Replace('>', ' ');
        return [.. numbers.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
    }
}
