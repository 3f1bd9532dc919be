// What a node of a grammar's automaton does.
namespace Caravan.Engine.Sampling.Grammar;

/// <summary>What a node of a grammar's automaton does.</summary>
internal enum GrammarNodeKind : byte
{
    /// <summary>A rule ends: goes on where the stack says.</summary>
    End,

    /// <summary>Reads a byte along one of its edges.</summary>
    Bytes,

    /// <summary>Goes on at each of its targets.</summary>
    Split,

    /// <summary>Goes through another rule, then on.</summary>
    Call,

    /// <summary>Goes through a body a counted number of times, then on.</summary>
    Repeat,

    /// <summary>Reads a given token, or any but that.</summary>
    Token,
}
