// A node of the prefix tree of a vocabulary.
namespace Caravan.Engine.Sampling.Grammar;

/// <summary>A byte after the bytes of the nodes above.</summary>
/// <param name="Value">The byte.</param>
/// <param name="Depth">Number of bytes before it.</param>
/// <param name="End">Index of the next node that is not below this one.</param>
/// <param name="FirstToken">Index of the first token whose text ends here.</param>
/// <param name="LastToken">Index behind the last token whose text ends here.</param>
internal readonly record struct VocabularyTrieNode(byte Value, int Depth, int End, int FirstToken, int LastToken);
