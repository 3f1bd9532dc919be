// Reads ggml's tensor structure.
using System.Runtime.InteropServices;
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Oracle.Tests;

/// <summary>Fields of <c>struct ggml_tensor</c> of llama.cpp v0.5.0, whose offsets a test run of known tensors confirms.</summary>
internal static unsafe class OracleTensor
{
    private const int ExtentsOffset = 16;
    private const int StridesOffset = 48;
    private const int OpOffset = 80;
    private const int ParametersOffset = 84;
    private const int SourcesOffset = 152;
    private const int SourceCount = 10;
    private const int ViewSourceOffset = 232;
    private const int DataOffset = 248;

    /// <summary>The element type.</summary>
    internal static TensorType Type(nint tensor) => (TensorType)(*(int*)tensor);

    /// <summary>The extent of a dimension.</summary>
    internal static long Extent(nint tensor, int dimension) => ((long*)(tensor + ExtentsOffset))[dimension];

    /// <summary>The byte stride of a dimension.</summary>
    internal static long Stride(nint tensor, int dimension) => ((long*)(tensor + StridesOffset))[dimension];

    /// <summary>The shape.</summary>
    internal static Extents Shape(nint tensor) =>
        new(Extent(tensor, 0), Extent(tensor, 1), Extent(tensor, 2), Extent(tensor, 3));

    /// <summary>The byte strides.</summary>
    internal static Extents Strides(nint tensor) =>
        new(Stride(tensor, 0), Stride(tensor, 1), Stride(tensor, 2), Stride(tensor, 3));

    /// <summary>Bytes from the first to the last.</summary>
    internal static int Bytes(nint tensor) =>
        checked((int)Footprint.Bytes(Type(tensor), Shape(tensor).Evaluate(default), Strides(tensor).Evaluate(default)));

    /// <summary>The first byte.</summary>
    internal static byte* Data(nint tensor) => *(byte**)(tensor + DataOffset);

    /// <summary>The tensor that owns the bytes, or 0.</summary>
    internal static nint ViewSource(nint tensor) => *(nint*)(tensor + ViewSourceOffset);

    /// <summary>Parameters of the op.</summary>
    internal static OpParameters Parameters(nint tensor) =>
        OpParameters.Integers(new ReadOnlySpan<int>((void*)(tensor + ParametersOffset), OpParameters.Words));

    /// <summary>The sources up to the last; a missing one in between is 0.</summary>
    internal static nint[] Sources(nint tensor)
    {
        nint[] all = new ReadOnlySpan<nint>((void*)(tensor + SourcesOffset), SourceCount).ToArray();
        int count = Array.FindLastIndex(all, s => s != 0) + 1;
        return all[..count];
    }

    /// <summary>The op by its name, for numbers differ between versions. The numbers of UNARY functions are translated too.</summary>
    internal static GraphOp Op(OracleLibrary library, nint tensor)
    {
        var opName = (delegate* unmanaged<int, byte*>)library.Export("ggml_op_name");
        string name = Marshal.PtrToStringUTF8((nint)opName(*(int*)(tensor + OpOffset)))!;
        return name switch
        {
            "FLASH_ATTN_EXT" => GraphOp.FlashAttention,
            "GATED_LINEAR_ATTN" => GraphOp.GatedLinearAttention,
            "DSV4_HC_COMB" => GraphOp.HcComb,
            "DSV4_HC_PRE" => GraphOp.HcPre,
            "DSV4_HC_POST" => GraphOp.HcPost,
            _ => Enum.Parse<GraphOp>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
        };
    }
}
