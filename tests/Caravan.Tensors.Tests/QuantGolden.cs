// Reads one file of tests/fixtures/quants: quantized rows and the values another engine read from them.
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Caravan.TestSupport;

namespace Caravan.Tensors.Tests;

/// <summary>Quantized rows with the values that ggml or ik_llama.cpp computed for them.</summary>
internal sealed record QuantGolden(TensorType Type, int Rows, int Columns, byte[] Bytes, float[] Values)
{
    private const int HeaderBytes = 20;

    /// <summary>The folder of all files: <c>upstream</c> from llama.cpp, <c>ik</c> from ik_llama.cpp.</summary>
    internal static string Folder => RepositoryRoot.PathTo("tests/fixtures/quants");

    /// <summary>Reads <c>upstream/Q4_0.bin</c> and the like.</summary>
    internal static QuantGolden Read(string name)
    {
        ReadOnlySpan<byte> file = File.ReadAllBytes(Path.Combine(Folder, name));
        int rows = BinaryPrimitives.ReadInt32LittleEndian(file[4..]);
        int columns = BinaryPrimitives.ReadInt32LittleEndian(file[8..]);
        int bytes = (int)BinaryPrimitives.ReadInt64LittleEndian(file[12..]);
        return new QuantGolden(
            (TensorType)BinaryPrimitives.ReadInt32LittleEndian(file),
            rows,
            columns,
            file.Slice(HeaderBytes, bytes).ToArray(),
            MemoryMarshal.Cast<byte, float>(file[(HeaderBytes + bytes)..]).ToArray()
        );
    }
}
