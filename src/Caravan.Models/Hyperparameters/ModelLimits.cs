// The largest values that a file's hyperparameters may have.
namespace Caravan.Models;

/// <summary>
/// Limits on hyperparameters: far above any model that exists, and small enough that products of a few of them cannot
/// overflow and that nothing is allocated for a damaged file.
/// </summary>
public static class ModelLimits
{
    /// <summary>Most layers.</summary>
    public const int Layers = 1024;

    /// <summary>Most experts of a layer.</summary>
    public const int Experts = 4096;

    /// <summary>Most attention heads.</summary>
    public const int Heads = 4096;

    /// <summary>Largest width of a head, in elements.</summary>
    public const int HeadLength = 65_536;

    /// <summary>Largest width of the model, of a feed-forward layer or of a latent, in elements.</summary>
    public const int Width = 1 << 22;

    /// <summary>Largest vocabulary.</summary>
    public const int Vocabulary = 1 << 24;

    /// <summary>Longest context.</summary>
    public const int Context = 1 << 30;
}
