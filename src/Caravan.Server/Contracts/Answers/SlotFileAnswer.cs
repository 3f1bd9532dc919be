// What was saved, restored or erased, in llama-server's fields.
namespace Caravan.Server.Contracts;

/// <summary>The answer of <c>/slots/N?action=...</c>; the fields of the other actions are left out.</summary>
internal sealed record SlotFileAnswer(int IdSlot)
{
    public string? Filename { get; init; }

    /// <summary>Tokens saved.</summary>
    public int? NSaved { get; init; }

    /// <summary>Bytes saved.</summary>
    public long? NWritten { get; init; }

    /// <summary>Tokens restored.</summary>
    public int? NRestored { get; init; }

    /// <summary>Bytes restored.</summary>
    public long? NRead { get; init; }

    /// <summary>Tokens erased.</summary>
    public int? NErased { get; init; }

    public SlotFileTimings? Timings { get; init; }
}
