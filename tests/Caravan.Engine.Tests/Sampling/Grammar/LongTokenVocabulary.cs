// A vocabulary with which a text becomes long in a few tokens.
using System.Text;
using Caravan.Engine.Sampling;

namespace Caravan.Engine.Tests.Sampling.Grammar;

/// <summary>A short token, a long one, and one that ends generation.</summary>
internal sealed class LongTokenVocabulary : ISamplingVocabulary
{
    public const int Short = 0;
    public const int Long = 1;

    /// <summary>Letters a in the long token.</summary>
    public const int Letters = 20_000;

    public int Count => 3;

    public bool IsEndOfGeneration(int token) => token == 2;

    public bool IsControl(int token) => false;

    public byte[] GetText(int token) => Encoding.UTF8.GetBytes(token == Short ? "b" : new string('a', Letters));

    public int[] Tokenize(ReadOnlySpan<byte> text) => [];
}
