// The assembled products of floating-point rows with few columns, where there are such.
using System.Runtime.Intrinsics;
using Caravan.Cpu.Kernels.MatMul.Floats;

namespace Caravan.Cpu.Assembly.Floats;

/// <summary>A function for each number of columns, assembled and tried out when first asked for.</summary>
internal sealed unsafe class FloatRowProduct
{
    private const int TrialElements = 3 * FloatRowCode.StepElements;
    private const int ColumnSums = FloatPiece.Rows * FloatPiece.Lanes;

    private static readonly Lazy<FloatRowProduct?> TriedSingle = new(() => Create(FloatProductType.Single));
    private static readonly Lazy<FloatRowProduct?> TriedHalf = new(() => Create(FloatProductType.Half));
    private static readonly Lazy<FloatRowProduct?> TriedBFloat16 = new(() => Create(FloatProductType.BFloat16));

    private readonly MachineCode[] _codes;

    private FloatRowProduct(MachineCode[] codes) => _codes = codes;

    /// <summary>Products of single precision; null where assembled kernels are not used or they do not work.</summary>
    internal static FloatRowProduct? Single => TriedSingle.Value;

    /// <summary>Products of half-precision weights; null where assembled kernels are not used or they do not work.</summary>
    internal static FloatRowProduct? Half => TriedHalf.Value;

    /// <summary>Products of bfloat16; null where the processor cannot multiply these, or they do not work.</summary>
    internal static FloatRowProduct? BFloat16 => TriedBFloat16.Value;

    /// <summary>Products of eight rows with some columns.</summary>
    /// <param name="weights">The first row.</param>
    /// <param name="stride">Bytes from row to row.</param>
    /// <param name="k">Elements, a multiple of <see cref="FloatRowCode.StepElements"/>.</param>
    /// <param name="activations">The prepared activation rows.</param>
    /// <param name="destinations">For each column the address of a row's products.</param>
    /// <param name="firstRow">Where in these the eight products go.</param>
    /// <param name="columns">Any number.</param>
    internal void Eight(
        byte* weights,
        nint stride,
        int k,
        byte** activations,
        float** destinations,
        nint firstRow,
        int columns
    )
    {
        // Bounds: k is a multiple of the step, and the code reads k elements of each row and activation row.
        const int Most = FloatRowArguments.MostColumns;
        float* sums = stackalloc float[Most * ColumnSums];
        int calls = (columns + Most - 1) / Most;
        for (int call = 0, column = 0; call < calls; call++)
        {
            FloatRowArguments arguments = new()
            {
                Weights = weights,
                Stride = stride,
                Elements = k,
                Sums = sums,
            };
            int count = (columns - column) / (calls - call);
            for (int i = 0; i < count; i++)
            {
                arguments.Columns[i] = (ulong)activations[column + i];
            }

            _codes[count - 1].Entry(&arguments);
            for (int i = 0; i < count; i++)
            {
                Vector256<float> eight = FloatRows.Sums((Vector256<float>*)(sums + (i * ColumnSums)));
                eight.Store(destinations[column + i] + firstRow);
            }

            column += count;
        }
    }

    private static FloatRowProduct? Create(FloatProductType type) =>
        FloatCodes.TryAssemble(
            type,
            FloatRowArguments.MostColumns,
            (assembler, columns) => new FloatRowCode(assembler, type, columns).Write()
        )
            is { } codes
        && new FloatRowProduct(codes) is { } product
        && Enumerable.Range(1, codes.Length).All(columns => product.Passes(type, columns))
            ? product
            : null;

    private bool Passes(FloatProductType type, int columns)
    {
        FloatTrial trial = new(type, FloatPiece.Rows, columns, TrialElements);
        float[] found = new float[columns * FloatPiece.Rows];
        byte** activations = stackalloc byte*[columns];
        float** destinations = stackalloc float*[columns];
        fixed (
            byte* weights = trial.Weights,
                first = trial.Activations
        )
        fixed (float* destination = found)
        {
            for (int column = 0; column < columns; column++)
            {
                activations[column] = first + (column * trial.Activations.Length / columns);
                destinations[column] = destination + (column * FloatPiece.Rows);
            }

            nint stride = trial.Weights.Length / FloatPiece.Rows;
            Eight(weights, stride, TrialElements, activations, destinations, 0, columns);
        }

        return Enumerable
            .Range(0, columns)
            .All(column =>
                trial.Products(column).AsSpan().SequenceEqual(found.AsSpan(column * FloatPiece.Rows, FloatPiece.Rows))
            );
    }
}
