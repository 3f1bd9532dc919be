// A part of a prompt: text, or a token that stands in it.
namespace Caravan.Models.Tokenizers;

/// <summary>Bytes <paramref name="Start"/> to <paramref name="End"/> of a text, or the special token in their place.</summary>
/// <param name="Start">First byte.</param>
/// <param name="End">One past the last byte.</param>
/// <param name="Token">The special token, or null for text.</param>
internal readonly record struct TextFragment(int Start, int End, int? Token);
