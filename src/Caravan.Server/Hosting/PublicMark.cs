// Marks endpoints that need no key.
namespace Caravan.Server.Hosting;

/// <summary>Metadata of an endpoint that anyone may use.</summary>
internal sealed class PublicMark
{
    /// <summary>The mark.</summary>
    internal static PublicMark Instance { get; } = new();
}
