// What a model takes besides text.
namespace Caravan.Server.Contracts;

/// <summary>Kinds of input.</summary>
internal sealed record Modalities(bool Vision, bool Audio);
