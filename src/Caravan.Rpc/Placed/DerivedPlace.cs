// The place of a part of a client's tensor.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Rpc;

/// <summary>A place that is worked out in each step from the place of a tensor of the table.</summary>
/// <param name="Source">Position of the tensor.</param>
/// <param name="Rule">Which part of it.</param>
/// <param name="Argument">Rows of <see cref="PlaceRule.FollowingRows"/>.</param>
/// <param name="Type">Element type.</param>
internal readonly record struct DerivedPlace(int Source, PlaceRule Rule, int Argument, TensorType Type)
{
    /// <summary>The part of a tensor at <paramref name="whole"/>. Extents and strides have 32 bits, so that nothing overflows.</summary>
    internal PlacedTensor Of(in PlacedTensor whole)
    {
        TensorShape shape = whole.Shape;
        TensorShape strides = whole.Strides;
        long half = Rule is PlaceRule.FirstHalfOfRows or PlaceRule.SecondHalfOfRows ? shape.Ne1 / 2 : shape.Ne0 / 2;
        return Rule switch
        {
            PlaceRule.FirstHalfOfRows => whole with { Shape = shape with { Ne1 = half } },
            PlaceRule.SecondHalfOfRows => whole with
            {
                Shape = shape with { Ne1 = half },
                Offset = whole.Offset + (half * strides.Ne1),
            },
            PlaceRule.FirstHalfOfColumns => whole with { Shape = shape with { Ne0 = half } },
            PlaceRule.SecondHalfOfColumns => whole with
            {
                Shape = shape with { Ne0 = half },
                Offset = whole.Offset + (half * strides.Ne0),
            },
            _ => whole with
            {
                Shape = new TensorShape(shape.Ne0, Argument, shape.Ne1, shape.Ne2),
                Strides = new TensorShape(strides.Ne0, shape.Ne0 * strides.Ne0, strides.Ne1, strides.Ne2),
            },
        };
    }
}
