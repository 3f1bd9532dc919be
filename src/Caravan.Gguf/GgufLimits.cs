// Bounds on what a GGUF file may declare, each with its reason.
namespace Caravan.Gguf;

/// <summary>Bounds beyond which a file is refused. All sizes are also checked against the bytes the file has left.</summary>
public static class GgufLimits
{
    /// <summary>Bytes of a key: the specification's bound.</summary>
    public const int KeyBytes = 65535;

    /// <summary>Bytes of a tensor's name: ggml keeps 64 with the terminating zero.</summary>
    public const int TensorNameBytes = 63;

    /// <summary>Bytes of one metadata value: ggml's bound for a string, and room for any vocabulary.</summary>
    public const int ValueBytes = 1 << 30;

    /// <summary>Arrays within arrays: far more than any file has, little enough for the stack.</summary>
    public const int ArrayDepth = 8;

    /// <summary>Dimensions of a tensor, as in ggml.</summary>
    public const int Dimensions = 4;

    /// <summary>Alignment of tensor data where a file does not say, in bytes.</summary>
    public const uint DefaultAlignment = 32;

    /// <summary>Shards of a model: ggml keeps the number in 16 bits.</summary>
    public const int Shards = 65535;
}
