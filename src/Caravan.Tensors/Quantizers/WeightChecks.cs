// Refuses weights and importances that are no numbers.
namespace Caravan.Tensors.Quantizers;

internal static class WeightChecks
{
    /// <summary>Requires a finite, non-negative importance for every column.</summary>
    internal static void RequireImportance(ReadOnlySpan<float> importance, int columns)
    {
        if (importance.Length != columns)
        {
            throw new TensorFormatException($"{importance.Length} importances were given for {columns} columns");
        }

        for (int column = 0; column < importance.Length; column++)
        {
            if (!(importance[column] >= 0 && importance[column] <= float.MaxValue))
            {
                throw new TensorFormatException(
                    $"the importance of column {column} is {importance[column]}; it must be finite and not negative"
                );
            }
        }
    }

    /// <summary>Requires every magnitude to be at most <paramref name="limit"/>.</summary>
    internal static void RequireWithin(ReadOnlySpan<float> values, float limit, long row, TensorType type)
    {
        if (Magnitudes.AreWithin(values, limit))
        {
            return;
        }

        for (int column = 0; column < values.Length; column++)
        {
            if (!(MathF.Abs(values[column]) <= limit))
            {
                throw new TensorFormatException(
                    $"row {row}, column {column} is {values[column]}, which cannot be a weight of type {type}"
                );
            }
        }
    }
}
