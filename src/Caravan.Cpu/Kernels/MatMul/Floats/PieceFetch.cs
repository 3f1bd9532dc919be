// Fetches weights that are packed next while others are multiplied.
namespace Caravan.Cpu.Kernels.MatMul.Floats;

/// <summary>Walks over the lines of a piece of some rows, in equal parts: all at once would fill the buffers of lines on their way.</summary>
internal unsafe struct PieceFetch
{
    private const int Line = 64;

    private readonly nint _rowStride;
    private readonly nint _end;
    private readonly nint _linesAtATime;
    private byte* _row;
    private nint _at;
    private int _rowsLeft;

    /// <param name="row">Where the piece begins in the first row.</param>
    /// <param name="rowStride">Bytes from row to row.</param>
    /// <param name="count">Rows.</param>
    /// <param name="bytes">Bytes of a row's piece.</param>
    /// <param name="parts">How often <see cref="Next"/> is called.</param>
    internal PieceFetch(byte* row, nint rowStride, int count, nint bytes, int parts)
    {
        _row = row;
        _rowStride = rowStride;
        _end = bytes;
        _rowsLeft = count;
        _linesAtATime = (((bytes + Line - 1) / Line * count) + parts - 1) / parts;
    }

    /// <summary>Fetches the next lines.</summary>
    internal void Next()
    {
        for (int i = 0; i < _linesAtATime && _rowsLeft > 0; i++)
        {
            // No bounds: fetching what does not exist does nothing.
            CachePrefetch.ToSecondLevel(_row + _at);
            _at += Line;
            if (_at >= _end)
            {
                _at = 0;
                _row += _rowStride;
                _rowsLeft--;
            }
        }
    }
}
