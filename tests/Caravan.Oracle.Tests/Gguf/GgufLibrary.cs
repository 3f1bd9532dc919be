// The GGUF functions of libggml-base.so.
using System.Runtime.InteropServices;

namespace Caravan.Oracle.Tests.Gguf;

/// <summary>A file opened by ggml's own reader (gguf.h); descriptions only, no tensor data.</summary>
internal sealed unsafe class GgufLibrary : IDisposable
{
    private readonly OracleLibrary oracle;
    private readonly nint context;

    internal GgufLibrary(string path)
    {
        oracle = OracleLibrary.Require();
        var open = (delegate* unmanaged<byte*, InitParameters, nint>)oracle.Export("gguf_init_from_file");
        nint name = Marshal.StringToCoTaskMemUTF8(path);
        context = open((byte*)name, new InitParameters { NoAllocation = 1 });
        Marshal.FreeCoTaskMem(name);
        Assert.True(context != 0, $"ggml refuses {path}");
    }

    internal long Keys => Number("gguf_get_n_kv");

    internal long Tensors => Number("gguf_get_n_tensors");

    internal long DataOffset => Number("gguf_get_data_offset");

    internal long Alignment => Number("gguf_get_alignment");

    public void Dispose() => ((delegate* unmanaged<nint, void>)oracle.Export("gguf_free"))(context);

    internal string Key(long index) => Text("gguf_get_key", index);

    internal int KeyType(long index) =>
        ((delegate* unmanaged<nint, long, int>)oracle.Export("gguf_get_kv_type"))(context, index);

    internal string TextValue(long index) => Text("gguf_get_val_str", index);

    /// <summary>The bytes of a number, Boolean, or array of numbers (values in memory are as they are in files).</summary>
    internal ReadOnlySpan<byte> Data(long index, int bytes)
    {
        const int array = 9;
        string function = KeyType(index) == array ? "gguf_get_arr_data" : "gguf_get_val_data";
        return new ReadOnlySpan<byte>(
            ((delegate* unmanaged<nint, long, void*>)oracle.Export(function))(context, index),
            bytes
        );
    }

    internal int ArrayType(long index) =>
        ((delegate* unmanaged<nint, long, int>)oracle.Export("gguf_get_arr_type"))(context, index);

    internal long ArrayCount(long index) => Number("gguf_get_arr_n", index);

    internal byte[] ArrayText(long index, int element) =>
        MemoryMarshal
            .CreateReadOnlySpanFromNullTerminated(
                ((delegate* unmanaged<nint, long, nuint, byte*>)oracle.Export("gguf_get_arr_str"))(
                    context,
                    index,
                    (nuint)element
                )
            )
            .ToArray();

    internal string TensorName(long index) => Text("gguf_get_tensor_name", index);

    internal long TensorOffset(long index) => Number("gguf_get_tensor_offset", index);

    internal long TensorBytes(long index) => Number("gguf_get_tensor_size", index);

    internal int TensorType(long index) =>
        ((delegate* unmanaged<nint, long, int>)oracle.Export("gguf_get_tensor_type"))(context, index);

    internal long[] TensorExtents(long index) =>
        new ReadOnlySpan<long>(
            ((delegate* unmanaged<nint, long, long*>)oracle.Export("gguf_get_tensor_ne"))(context, index),
            4
        ).ToArray();

    private long Number(string function) => ((delegate* unmanaged<nint, long>)oracle.Export(function))(context);

    private long Number(string function, long index) =>
        ((delegate* unmanaged<nint, long, long>)oracle.Export(function))(context, index);

    private string Text(string function, long index) =>
        Marshal.PtrToStringUTF8(((delegate* unmanaged<nint, long, nint>)oracle.Export(function))(context, index))!;

    [StructLayout(LayoutKind.Sequential)]
    private struct InitParameters
    {
        public byte NoAllocation;
        public nint Context;
    }
}
