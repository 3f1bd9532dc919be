// What a request gets that says nothing.
namespace Caravan.Server.Contracts;

/// <summary>Defaults of requests.</summary>
internal sealed record DefaultSettings(GenerationSettings Params, int NCtx);
