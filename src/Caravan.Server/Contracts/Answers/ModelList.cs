// The models of the server.
namespace Caravan.Server.Contracts;

/// <summary>OpenAI's list of models.</summary>
internal sealed record ModelList(string Object, List<ModelEntry> Data);
