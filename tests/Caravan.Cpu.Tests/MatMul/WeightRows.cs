// Weight rows of any type: from the recorded files of other engines, or random with finite scales.
using System.Buffers.Binary;
using Caravan.Tensors;
using Caravan.TestSupport;

namespace Caravan.Cpu.Tests.MatMul;

/// <summary>Contiguous rows of one type.</summary>
internal sealed record WeightRows(TensorType Type, int Rows, int Columns, byte[] Bytes)
{
    private const int HeaderBytes = 20;

    private static string Folder => RepositoryRoot.PathTo("tests/fixtures/quants");

    internal int RowBytes => Bytes.Length / Rows;

    /// <summary>The bytes of the bundle that starts at a row.</summary>
    internal ReadOnlySpan<byte> Bundle(int row) =>
        Bytes.AsSpan(row * RowBytes, TensorTypes.Get(Type).InterleavedRows * RowBytes);

    /// <summary>Files of recorded rows, 16 of 512 elements each.</summary>
    internal static IEnumerable<string> Files() =>
        Directory
            .EnumerateFiles(Folder, "*.bin", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Folder, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    /// <summary>Recorded rows of a file such as <c>ik/Q4_K_R4.bin</c>.</summary>
    internal static WeightRows Read(string file)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(Folder, file));
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(12));
        return new WeightRows(
            (TensorType)BinaryPrimitives.ReadInt32LittleEndian(bytes),
            BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4)),
            BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8)),
            bytes[HeaderBytes..(HeaderBytes + length)]
        );
    }

    /// <summary>
    /// Any bytes that are rows of the type, as long as their products stay within single precision's normal range: heads of rows and
    /// blocks with larger or smaller scales are drawn again.
    /// </summary>
    internal static WeightRows Random(TensorType type, int rows, int columns, int seed)
    {
        TensorTypeTraits traits = TensorTypes.Get(type);
        QuantFormat format = QuantFormats.Get(type);
        int bundle = traits.InterleavedRows;
        Random random = new(seed);
        byte[] bytes = new byte[rows * traits.RowBytes(columns)];
        int bundleBytes = bundle * (int)traits.RowBytes(columns);
        int headBytes = bundle * traits.RowExtraBytes;
        byte[] one = new byte[headBytes + (bundle * traits.BlockBytes)];
        sbyte[] quants = new sbyte[traits.BlockElements * bundle];
        float[] scales = new float[quants.Length / format.GroupElements];
        float[] minimums = new float[scales.Length];
        for (int first = 0; first < bytes.Length; first += bundleBytes)
        {
            // The head is drawn with the first block.
            int from = 0;
            int at = first;
            while (at < first + bundleBytes)
            {
                do
                {
                    random.NextBytes(one.AsSpan(from));
                    format.Unpack(one, traits.BlockElements, quants, scales, minimums);
                } while (!Array.TrueForAll(scales, IsUsual) || !Array.TrueForAll(minimums, IsUsual));

                one.AsSpan(from).CopyTo(bytes.AsSpan(at));
                at += one.Length - from;
                from = headBytes;
            }
        }

        return new WeightRows(type, rows, columns, bytes);
    }

    private static bool IsUsual(float scale) => scale == 0 || Math.Abs(scale) is > 1e-20f and < 1e20f;
}
