// The normal equations of an affine super-block's two factors.
namespace Caravan.Tensors.Quantizers;

/// <summary>
/// With scales s, minimums m and quants kept, the squared error is a quadratic form of the factors:
/// <c>A d^2 - 2 B d e + C e^2 - 2 P d + 2 Q e</c>, for the factor d and the minimums' factor e.
/// </summary>
internal struct FactorSystem
{
    private float _a;
    private float _b;
    private float _c;
    private float _p;
    private float _q;

    /// <summary>Adds one group.</summary>
    internal void Add(in AffineGroup group, AffineChoice choice)
    {
        float scale = choice.Scale;
        float minimum = choice.Minimum;
        _a += scale * scale * choice.Sums.Squares;
        _b += scale * minimum * choice.Sums.Quants;
        _c += minimum * minimum * group.WeightSum;
        _p += scale * choice.Sums.Products;
        _q += minimum * group.ValueSum;
    }

    /// <summary>The factors of least error, rounded to halves; a factor that nothing depends on stays.</summary>
    internal readonly (float Factor, float MinimumFactor) Solve(float factor, float minimumFactor)
    {
        float determinant = (_a * _c) - (_b * _b);
        float both = ((_p * _c) - (_b * _q)) / determinant;
        float minimumBoth = ((_b * _p) - (_a * _q)) / determinant;
        if (float.IsFinite(both) && both > 0 && float.IsFinite(minimumBoth) && minimumBoth > 0)
        {
            return (Halves.Round(both), Halves.Round(minimumBoth));
        }

        return _a > 0 ? (Halves.Round((_p + (_b * minimumFactor)) / _a), minimumFactor) : (factor, minimumFactor);
    }
}
