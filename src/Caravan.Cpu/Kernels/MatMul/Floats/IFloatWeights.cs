// A floating-point weight type: how eight elements become single precision.
using System.Runtime.Intrinsics;

namespace Caravan.Cpu.Kernels.MatMul.Floats;

internal unsafe interface IFloatWeights
{
    /// <summary>Bytes of an element.</summary>
    static abstract int ElementBytes { get; }

    /// <summary>Eight elements, exactly.</summary>
    static abstract Vector256<float> Load(byte* address);
}
