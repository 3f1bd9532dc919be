// Reads power-of-two scales of eight bits.
namespace Caravan.Tensors;

/// <summary>
/// E8M0 of the OCP Microscaling Formats specification: <c>2^(e - 127)</c>. As ggml reads it, so that files mean the same
/// here: 255, which the specification calls not-a-number, is 2^128, beyond single precision unless halved.
/// </summary>
public static class E8M0Converter
{
    /// <summary>The scale <paramref name="e"/> stands for; infinity for 255.</summary>
    public static float ToSingle(byte e) => BitConverter.UInt32BitsToSingle(e == 0 ? 0x0040_0000u : (uint)e << 23);

    /// <summary>Half of it, for use with doubled E2M1 values; finite for every byte.</summary>
    public static float ToHalvedSingle(byte e) =>
        BitConverter.UInt32BitsToSingle(e < 2 ? 0x0020_0000u << e : (uint)(e - 1) << 23);
}
