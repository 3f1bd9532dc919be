// Latent attention for prompts: keys and values of the heads are projected up from the cached latents.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Models;

/// <summary>
/// Caches what the absorbed form caches, and attends as the plain form does (prompts of <c>-mla 3</c>): with many queries, keys of
/// a head's own length are cheaper than queries of the latent's, though all cached positions are projected up again in each step.
/// Heads go in groups, so that what is projected up stays within <see cref="ModelGraphOptions.AttentionScratchBytes"/>.
/// </summary>
internal static class UnfoldedLatentAttention
{
    /// <summary>Attention before the output projection: [value * heads, tokens].</summary>
    internal static GraphTensor Build(ModelGraphBuilder model, int layer, LatentParts parts, float scale)
    {
        GraphBuilder ops = model.Ops;
        ModelHyperparameters h = model.Model;
        int rank = h.Latent!.KeyValueRank;
        int rotated = h.Rope.Dimensions;
        int unrotated = h.KeyLength - rotated;
        int upLength = unrotated + h.ValueLength;
        GraphTensor stored = LatentCache.Store(model, layer, parts);
        GraphTensor latents = ops.Cast(
            ops.View(stored, Extents.Shape(rank, Extent.CacheLength), stored.Strides.E1),
            TensorType.F32
        );
        GraphTensor rotatedKeys = ops.Cast(
            ops.View(
                stored,
                Extents.Shape(rotated, Extent.CacheLength),
                stored.Strides.E1,
                offset: Extents.RowBytes(stored.Type, rank)
            ),
            TensorType.F32
        );
        GraphTensor q = model.Name(ops.Concat(parts.UnrotatedQuery, parts.RotatedQuery, 0), "Qcur", layer);
        GraphTensor projection = PlainLatentAttention.UpProjection(model, layer);

        // Of a head at each position: keys and values as projected, the rotated key again, and both parts of the key together.
        long headBytes = (long)model.Options.ContextLength * sizeof(float) * (upLength + rotated + h.KeyLength);
        int together = (int)Math.Clamp(model.Options.AttentionScratchBytes / headBytes, 1, h.Heads);
        GraphTensor result = Attend(0, Math.Min(together, h.Heads));
        for (int first = together; first < h.Heads; first += together)
        {
            result = ops.Concat(result, Attend(first, Math.Min(together, h.Heads - first)), 1);
        }

        result = model.Name(result, "fattn", layer);
        return model.Name(ops.Reshape(result, h.ValueLength * h.Heads, Extent.Tokens), "kqv_out", layer);

        // [value, count, tokens]
        GraphTensor Attend(int first, int count)
        {
            GraphTensor weights = ops.View(
                projection,
                Extents.Shape(rank, (long)count * upLength),
                projection.Strides.E1,
                offset: projection.Strides.E1 * ((long)first * upLength)
            );
            GraphTensor up = ops.MulMat(count == h.Heads ? projection : weights, latents);
            Extent headStride = Extents.RowBytes(up.Type, upLength);
            GraphTensor unrotatedKeys = OfHeads(up, unrotated, 0);
            GraphTensor repeated = ops.Repeat(
                ops.Reshape(rotatedKeys, rotated, Extent.CacheLength, 1),
                OfHeads(up, rotated, 0)
            );
            GraphTensor keys = ops.Concat(unrotatedKeys, repeated, 0);
            GraphTensor values = OfHeads(up, h.ValueLength, unrotated);
            GraphTensor queries = ops.View(
                q,
                Extents.Shape(h.KeyLength, count, Extent.Tokens),
                q.Strides.E1,
                q.Strides.E2,
                offset: q.Strides.E1 * first
            );
            return ops.FlashAttention(ops.Permute(queries, 0, 2, 1, 3), keys, values, model.Mask, scale);

            GraphTensor OfHeads(GraphTensor of, int length, int offset) =>
                ops.View(
                    of,
                    Extents.Shape(length, Extent.CacheLength, count),
                    of.Strides.E1,
                    headStride,
                    offset: Extents.RowBytes(of.Type, offset)
                );
        }
    }
}
