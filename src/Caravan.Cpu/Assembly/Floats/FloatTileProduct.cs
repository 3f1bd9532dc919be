// The assembled products of packed floating-point rows, where there are such.
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Floats;

namespace Caravan.Cpu.Assembly.Floats;

/// <summary>A function for each number of columns, assembled and tried out when first asked for.</summary>
internal sealed unsafe class FloatTileProduct
{
    private const int TrialVectors = 3;
    private const int TrialGroups = 2;

    private static readonly Lazy<FloatTileProduct?> TriedSingle = new(() => Create(FloatProductType.Single));
    private static readonly Lazy<FloatTileProduct?> TriedBFloat16 = new(() => Create(FloatProductType.BFloat16));

    private readonly MachineCode[] _codes;

    private FloatTileProduct(MachineCode[] codes) => _codes = codes;

    /// <summary>Products of single precision; null where assembled kernels are not used or they do not work.</summary>
    internal static FloatTileProduct? Single => TriedSingle.Value;

    /// <summary>Products of bfloat16; null where the processor cannot multiply these, or they do not work.</summary>
    internal static FloatTileProduct? BFloat16 => TriedBFloat16.Value;

    /// <summary>Adds the products of packed pieces with some columns to their sums; parameters are those of <see cref="FloatKernel"/>.</summary>
    internal void Add(
        byte* pieces,
        int groups,
        int vectors,
        byte** activations,
        int columns,
        nint offset,
        byte* sums,
        nint sumStride
    )
    {
        // Bounds: the caller's pieces, columns and sums have so many vectors.
        FloatTileArguments arguments = new()
        {
            Rows = pieces,
            Vectors = vectors,
            Groups = groups,
            Sums = sums,
            SumStride = sumStride,
        };
        for (int column = 0; column < columns; column++)
        {
            arguments.Columns[column] = (ulong)(activations[column] + offset);
        }

        _codes[columns - 1].Entry(&arguments);
    }

    private static FloatTileProduct? Create(FloatProductType type) =>
        FloatCodes.TryAssemble(
            type,
            FloatTileArguments.MostColumns,
            (assembler, columns) => new FloatTileCode(assembler, type, columns).Write()
        )
            is { } codes
        && new FloatTileProduct(codes) is { } product
        && Enumerable.Range(1, codes.Length).All(columns => product.Passes(type, columns))
            ? product
            : null;

    private bool Passes(FloatProductType type, int columns)
    {
        const int Rows = TrialGroups * FloatPiece.Rows;
        int rowBytes = TrialVectors * FloatPiece.VectorBytes;
        int k = rowBytes / (type == FloatProductType.BFloat16 ? sizeof(ushort) : sizeof(float));
        FloatTrial trial = new(type, Rows, columns, k);
        byte[] packed = new byte[trial.Weights.Length];
        for (int row = 0; row < Rows; row++)
        {
            (int group, int place) = Math.DivRem(row, FloatPiece.Rows);
            for (int vector = 0; vector < TrialVectors; vector++)
            {
                int to = (((group * TrialVectors) + vector) * FloatPiece.Rows) + place;
                trial
                    .Weights.AsSpan((row * rowBytes) + (vector * FloatPiece.VectorBytes), FloatPiece.VectorBytes)
                    .CopyTo(packed.AsSpan(to * FloatPiece.VectorBytes));
            }
        }

        Vector256<float>[] sums = new Vector256<float>[columns * Rows];
        byte** activations = stackalloc byte*[columns];
        int groupSums = columns * FloatPiece.Rows;
        fixed (
            byte* pieces = packed,
                first = trial.Activations
        )
        fixed (Vector256<float>* firstSum = sums)
        {
            for (int column = 0; column < columns; column++)
            {
                activations[column] = first + (column * rowBytes);
            }

            int stride = groupSums * FloatPiece.VectorBytes;
            Add(pieces, TrialGroups, TrialVectors, activations, columns, 0, (byte*)firstSum, stride);
            for (int column = 0; column < columns; column++)
            {
                float[] expected = trial.Products(column);
                for (int group = 0; group < TrialGroups; group++)
                {
                    Vector256<float> found = FloatRows.Sums(
                        firstSum + (group * groupSums) + (column * FloatPiece.Rows)
                    );
                    if (found != Vector256.Create<float>(expected.AsSpan(group * FloatPiece.Rows)))
                    {
                        return false;
                    }
                }
            }
        }

        return true;
    }
}
