// What happens to an op of the wire.
namespace Caravan.Rpc;

/// <summary>What becomes of an op that a client sends.</summary>
public enum RaiseKind
{
    /// <summary>It only names bytes: nothing is computed.</summary>
    NoWork,

    /// <summary>It is an op of our own vocabulary.</summary>
    Same,

    /// <summary>It becomes one or more ops of our vocabulary.</summary>
    Raised,

    /// <summary>Graphs that hold it are refused.</summary>
    Refused,
}
