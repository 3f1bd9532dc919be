// Fills the bytes of a run of rows.
namespace Caravan.Engine.ModelMaking;

/// <summary>Writes rows <paramref name="firstRow"/> and following of a tensor; called from several threads at once.</summary>
/// <param name="firstRow">The first row wanted.</param>
/// <param name="rows">How many.</param>
/// <param name="destination">Exactly the rows' bytes.</param>
internal delegate void RowFiller(long firstRow, int rows, Span<byte> destination);
