// Reads the unsigned eight-bit float scales of NVFP4.
namespace Caravan.Tensors;

/// <summary>
/// UE4M3: four bits of exponent with bias 7 and three of fraction, subnormals included. The top bit is not used. As ggml
/// reads it, 0x7F (not-a-number in the OCP eight-bit float specification) is zero.
/// </summary>
public static class UE4M3Converter
{
    private const byte NotANumber = 0x7F;

    /// <summary>The scale <paramref name="bits"/> stands for, 0 to 480.</summary>
    public static float ToSingle(byte bits)
    {
        int exponent = (bits >> 3) & 15;
        int fraction = bits & 7;
        if (bits == NotANumber)
        {
            return 0;
        }

        // The exponent moves from bias 7 to single precision's 127; subnormals are multiples of 2^-9.
        return exponent == 0
            ? fraction * (1 / 512f)
            : BitConverter.Int32BitsToSingle(((exponent + 120) << 23) | (fraction << 20));
    }
}
