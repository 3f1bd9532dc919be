// The 64 bytes of parameters that ggml gives every op.
using System.Runtime.CompilerServices;

namespace Caravan.Graph;

/// <summary>
/// Sixteen 32-bit words of op parameters, each read as an integer or as a float, with ggml's meaning for each op
/// (for ROPE: word 1 dimensions, 2 mode, 4 original context, 5 base, 6 scale, ...).
/// </summary>
public struct OpParameters : IEquatable<OpParameters>
{
    /// <summary>Number of words.</summary>
    public const int Words = 16;

    private Storage words;

    /// <summary>Word <paramref name="index"/> as an integer.</summary>
    public int this[int index]
    {
        readonly get => words[index];
        set => words[index] = value;
    }

    /// <summary>What an index outside the table means; word 15 of the ops that <see cref="Caravan.Graph.IndexRule"/> names.</summary>
    public IndexRule IndexRule
    {
        readonly get => (IndexRule)words[Words - 1];
        set => words[Words - 1] = (int)value;
    }

    /// <summary>Word <paramref name="index"/> as a float.</summary>
    public readonly float Float(int index) => BitConverter.Int32BitsToSingle(words[index]);

    /// <summary>Stores a float into word <paramref name="index"/>.</summary>
    public void SetFloat(int index, float value) => words[index] = BitConverter.SingleToInt32Bits(value);

    /// <summary>Parameters whose first words are the given floats.</summary>
    public static OpParameters Floats(params ReadOnlySpan<float> values)
    {
        OpParameters result = default;
        for (int i = 0; i < values.Length; i++)
        {
            result.SetFloat(i, values[i]);
        }

        return result;
    }

    /// <summary>Parameters whose first words are the given integers.</summary>
    public static OpParameters Integers(params ReadOnlySpan<int> values)
    {
        OpParameters result = default;
        for (int i = 0; i < values.Length; i++)
        {
            result[i] = values[i];
        }

        return result;
    }

    /// <inheritdoc/>
    public readonly bool Equals(OpParameters other) => ((ReadOnlySpan<int>)words).SequenceEqual(other.words);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is OpParameters other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode()
    {
        HashCode hash = default;
        foreach (int word in words)
        {
            hash.Add(word);
        }

        return hash.ToHashCode();
    }

    /// <summary>Bitwise equality.</summary>
    public static bool operator ==(OpParameters left, OpParameters right) => left.Equals(right);

    /// <summary>Bitwise inequality.</summary>
    public static bool operator !=(OpParameters left, OpParameters right) => !left.Equals(right);

    [InlineArray(Words)]
    private struct Storage
    {
        private int first;
    }
}
