// Why a generation ended.
namespace Caravan.Engine.Batching;

/// <summary>Why a generation ended by itself.</summary>
public enum FinishReason
{
    /// <summary>The model chose a token that ends its answer.</summary>
    EndOfGeneration,

    /// <summary>The text contained a stop string.</summary>
    StopString,

    /// <summary>The wanted number of tokens was reached.</summary>
    TokenLimit,

    /// <summary>The context of the slot is full.</summary>
    ContextFull,
}
