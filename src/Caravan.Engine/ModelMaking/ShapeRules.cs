// Refuses shapes that no file can have.
namespace Caravan.Engine.ModelMaking;

internal static class ShapeRules
{
    // Far above any model, and far below what products of two overflow.
    private const int Largest = 1 << 20;

    /// <summary>Checks the widths and what the architecture needs.</summary>
    /// <exception cref="ModelMakingException">A number is out of range or something is missing.</exception>
    internal static void Check(ModelShape shape)
    {
        Within(nameof(shape.Width), shape.Width);
        Within(nameof(shape.Layers), shape.Layers);
        Within(nameof(shape.Heads), shape.Heads);
        Within(nameof(shape.KeyValueHeads), shape.KeyValueHeads);
        Within(nameof(shape.HeadLength), shape.HeadLength);
        Within(nameof(shape.ContextLength), shape.ContextLength, int.MaxValue);
        Require(shape.Heads % shape.KeyValueHeads == 0, "key and value heads are no divisor of the query heads");
        Require(shape.HeadLength % 2 == 0, "the length of a head is odd, and positions rotate pairs");
        Require(shape.FrequencyBase > 0 && float.IsFinite(shape.FrequencyBase), "the frequency base is not above 0");
        bool latent = shape.Architecture == "deepseek2";
        Require(latent == shape.Latent is not null, "latent attention belongs to deepseek2 and to it alone");
        switch (shape.Architecture)
        {
            case "llama":
                break;
            case "qwen2" or "qwen3":
                Require(shape.Experts is null, $"{shape.Architecture} has no experts");
                break;
            case "qwen3moe" or "deepseek2":
                Require(shape.Experts is not null, $"{shape.Architecture} needs experts");
                break;
            default:
                throw new ModelMakingException(
                    $"architecture '{shape.Architecture}' cannot be made, expected llama, qwen2, qwen3, qwen3moe or deepseek2"
                );
        }

        CheckLatent(shape);
        CheckExperts(shape);
    }

    private static void CheckLatent(ModelShape shape)
    {
        if (shape.Latent is not { } latent)
        {
            return;
        }

        Within(nameof(latent.QueryRank), latent.QueryRank, smallest: 0);
        Within(nameof(latent.KeyValueRank), latent.KeyValueRank);
        Within(nameof(latent.RotatedLength), latent.RotatedLength, shape.HeadLength - 1);
        Within(nameof(latent.ValueLength), latent.ValueLength);
        Require(latent.RotatedLength % 2 == 0, "the rotated part of a head is odd, and positions rotate pairs");
        Require(shape.Heads == shape.KeyValueHeads, "with latent attention every head has its own keys");
    }

    private static void CheckExperts(ModelShape shape)
    {
        int dense = shape.Layers;
        if (shape.Experts is { } experts)
        {
            Within(nameof(experts.Count), experts.Count);
            Within(nameof(experts.Used), experts.Used, experts.Count);
            Within(nameof(experts.FeedForwardLength), experts.FeedForwardLength);
            Within(nameof(experts.SharedCount), experts.SharedCount, smallest: 0);
            Within(nameof(experts.LeadingDenseLayers), experts.LeadingDenseLayers, shape.Layers - 1, smallest: 0);
            Require(
                shape.Latent is not null || (experts.SharedCount == 0 && experts.LeadingDenseLayers == 0),
                "only deepseek2 has shared experts or leading dense layers"
            );
            dense = experts.LeadingDenseLayers;
        }

        Within(nameof(shape.FeedForwardLength), shape.FeedForwardLength, smallest: dense > 0 ? 1 : 0);
    }

    private static void Within(string what, int value, int largest = Largest, int smallest = 1) =>
        Require(value >= smallest && value <= largest, $"{what} is {value}, expected {smallest} to {largest}");

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new ModelMakingException($"the model cannot have this shape: {message}");
        }
    }
}
