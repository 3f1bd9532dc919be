// A request to save or restore a slot.
namespace Caravan.Server.Contracts;

/// <summary>The body of <c>/slots/N?action=save</c> and <c>restore</c>.</summary>
internal sealed class SlotFileRequest
{
    /// <summary>A name in the server's folder, not a path.</summary>
    public string? Filename { get; set; }
}
