// Which types a cache may have, and the state tensors and views of one layer's cache.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Models;

/// <summary>Checks of cache options and the cache tensors of a layer.</summary>
internal static class CacheRules
{
    private static readonly TensorType[] Types =
    [
        TensorType.F32,
        TensorType.F16,
        TensorType.BF16,
        TensorType.Q8_0,
        TensorType.Q4_0,
        TensorType.Q4_1,
        TensorType.IQ4_NL,
        TensorType.Q5_0,
        TensorType.Q5_1,
        TensorType.Q6_0,
        TensorType.Q8_KV,
    ];

    /// <summary>Refuses options that no graph can be built for.</summary>
    internal static void Check(ModelGraphOptions options)
    {
        if (options.ContextLength is < 1 or > ModelLimits.Context)
        {
            throw new ModelException(
                $"the context length is {options.ContextLength}, expected 1 to {ModelLimits.Context}"
            );
        }

        CheckType("key", options.KeyCacheType);
        CheckType("value", options.ValueCacheType);
        if (!options.FlashAttention && TensorTypes.Get(options.ValueCacheType).IsQuantized)
        {
            throw new ModelException(
                $"the value cache is to be {options.ValueCacheType}, expected F32, F16 or BF16 without flash attention: turn flash attention on (-fa on)"
            );
        }
    }

    /// <summary>Refuses a head whose rows are not whole blocks of the cache's type.</summary>
    internal static void CheckBlocks(string what, int elements, TensorType type)
    {
        int block = TensorTypes.Get(type).BlockElements;
        if (elements % block != 0)
        {
            throw new ModelException(
                $"{what} of {elements} elements cannot be cached as {type}: expected a multiple of {block} elements, or another cache type such as F16"
            );
        }
    }

    /// <summary>
    /// A cache of <paramref name="heads"/> rows of <paramref name="length"/> elements a position: [length * heads, context].
    /// Types with a scale for the whole row (Q8_KV) have a row for each head instead: [length, heads * context].
    /// </summary>
    internal static GraphTensor State(ModelGraphBuilder model, string name, TensorType type, int length, int heads)
    {
        int context = model.Options.ContextLength;
        return model.Ops.State(
            name,
            type,
            HasHeadRows(type)
                ? new TensorShape(length, (long)heads * context)
                : new TensorShape((long)length * heads, context)
        );
    }

    /// <summary>
    /// Stores rows [elements, tokens] (given in any dense shape) and returns the cache as [length, cache length, heads].
    /// </summary>
    internal static GraphTensor Store(
        ModelGraphBuilder model,
        GraphTensor cache,
        GraphTensor rows,
        int length,
        int heads
    )
    {
        GraphBuilder ops = model.Ops;
        if (!HasHeadRows(cache.Type))
        {
            GraphTensor flat = ops.Reshape(rows, length * heads, Extent.Tokens);
            return View(model, ops.SetRows(cache, flat, model.CacheRows), length, heads);
        }

        Extent row = Extents.RowBytes(cache.Type, length);
        GraphTensor byHead = ops.View(
            cache,
            Extents.Shape(length, model.Options.ContextLength, heads),
            row * heads,
            row
        );
        GraphTensor perHead = ops.Permute(ops.Reshape(rows, length, heads, Extent.Tokens), 0, 2, 1, 3);
        return View(model, ops.SetRows(byHead, perHead, model.CacheRows), length, heads);
    }

    /// <summary>The first <paramref name="length"/> elements of each head of a stored cache: [length, cache length, heads].</summary>
    internal static GraphTensor View(ModelGraphBuilder model, GraphTensor stored, int length, int heads) =>
        model.Ops.View(
            stored,
            Extents.Shape(length, Extent.CacheLength, heads),
            stored.Strides.E1,
            Extents.RowBytes(stored.Type, length)
        );

    /// <summary>
    /// Stores values [elements, tokens] transposed and returns them as [cache length, length, heads], where the cache is
    /// [context, length * heads].
    /// </summary>
    internal static GraphTensor StoreTransposed(
        ModelGraphBuilder model,
        GraphTensor cache,
        GraphTensor values,
        int length,
        int heads
    )
    {
        GraphBuilder ops = model.Ops;
        int elements = length * heads;
        // A row of one element each, so that SET_ROWS can scatter a token's values down a column.
        GraphTensor column = ops.Reshape(cache, 1, cache.Shape.Product);
        GraphTensor flat = ops.Reshape(values, 1, Extent.Tokens * elements);
        GraphTensor stored = ops.SetRows(column, flat, model.ValueElements(elements));
        return ops.View(
            stored,
            Extents.Shape(Extent.CacheLength, length, heads),
            cache.Strides.E1,
            cache.Strides.E1 * length
        );
    }

    private static bool HasHeadRows(TensorType type) => TensorTypes.Get(type).RowExtraBytes > 0;

    private static void CheckType(string what, TensorType type)
    {
        if (!Types.Contains(type))
        {
            throw new ModelException($"the {what} cache is to be {type}, expected one of {string.Join(", ", Types)}");
        }
    }
}
