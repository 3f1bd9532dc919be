// What one run of attention works on: addresses, strides and extents.
namespace Caravan.Cpu;

/// <summary>Operands of one FLASH_ATTENTION run; strides in bytes. Batches (ne3) are run one by one.</summary>
internal unsafe struct AttentionArguments
{
    /// <summary>Queries F32 [d, tokens, heads].</summary>
    public byte* Query;

    /// <summary>Bytes from one token's query to the next.</summary>
    public nint QueryTokenStride;

    /// <summary>Bytes from one head's query to the next.</summary>
    public nint QueryHeadStride;

    /// <summary>Keys [d, cache, kv heads].</summary>
    public byte* Key;

    /// <summary>Bytes from one position's key to the next.</summary>
    public nint KeyRowStride;

    /// <summary>Bytes from one head's keys to the next.</summary>
    public nint KeyHeadStride;

    /// <summary>Values [dv, cache, kv heads].</summary>
    public byte* Value;

    /// <summary>Bytes from one position's value to the next.</summary>
    public nint ValueRowStride;

    /// <summary>Bytes from one head's values to the next.</summary>
    public nint ValueHeadStride;

    /// <summary>Mask F16 [cache, tokens, mask heads], or null.</summary>
    public byte* Mask;

    /// <summary>Bytes from one token's mask to the next.</summary>
    public nint MaskTokenStride;

    /// <summary>Bytes from one head's mask to the next.</summary>
    public nint MaskHeadStride;

    /// <summary>A score for each head that joins the denominator alone, or null.</summary>
    public float* Sinks;

    /// <summary>Result F32 [dv, heads, tokens], rows dense.</summary>
    public byte* Output;

    /// <summary>Bytes from one head's result to the next.</summary>
    public nint OutputHeadStride;

    /// <summary>Bytes from one token's results to the next.</summary>
    public nint OutputTokenStride;

    /// <summary>Space for partial results of spans: <see cref="AttentionKernel.PartialBytes"/> bytes.</summary>
    public float* Partials;

    /// <summary>Tokens of this micro-batch.</summary>
    public int Tokens;

    /// <summary>Query heads.</summary>
    public int Heads;

    /// <summary>Groups of query heads that share both key and value; divides <see cref="Heads"/>.</summary>
    public int KeyValueHeads;

    /// <summary>Groups that share one head of the keys; divides <see cref="KeyValueHeads"/>.</summary>
    public int GroupsPerKey;

    /// <summary>Groups that share one head of the values; divides <see cref="KeyValueHeads"/>.</summary>
    public int GroupsPerValue;

    /// <summary>Heads of the mask, which query heads take in turn.</summary>
    public int MaskHeads;

    /// <summary>Cache positions looked at.</summary>
    public int CacheLength;

    /// <summary>Factor on the products of queries and keys.</summary>
    public float Scale;

    /// <summary>Largest ALiBi bias; 0 for none.</summary>
    public float MaxBias;

    /// <summary>Soft cap on scores; 0 for none.</summary>
    public float SoftCap;
}
