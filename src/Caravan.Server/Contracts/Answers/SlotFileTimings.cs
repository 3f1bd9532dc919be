// How long saving or restoring took.
namespace Caravan.Server.Contracts;

/// <summary>Milliseconds.</summary>
internal sealed record SlotFileTimings
{
    public double? SaveMs { get; init; }

    public double? RestoreMs { get; init; }
}
