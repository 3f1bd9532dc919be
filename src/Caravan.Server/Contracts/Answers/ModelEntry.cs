// A model of the server.
namespace Caravan.Server.Contracts;

/// <summary>A model.</summary>
internal sealed record ModelEntry(string Id, string Object, long Created, string OwnedBy, ModelMeta Meta);
