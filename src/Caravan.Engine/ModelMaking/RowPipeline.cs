// Computes a tensor's rows on several threads while earlier ones are being written.
using System.Runtime.ExceptionServices;
using Caravan.Gguf;
using Caravan.Tensors;

namespace Caravan.Engine.ModelMaking;

/// <summary>
/// Cuts a tensor into pieces of whole rows, fills as many at a time as there are threads (twice over), and writes them in
/// order. Memory is bounded by two such windows, whatever the tensor's size.
/// </summary>
internal sealed class RowPipeline(int threads, CancellationToken cancellation)
{
    /// <summary>Elements of a piece, about: a mebibyte of single precision.</summary>
    internal const int PieceElements = 1 << 18;

    private const int PiecesPerThread = 2;

    private readonly int width = PiecesPerThread * (threads > 0 ? threads : Environment.ProcessorCount);

    /// <summary>Writes all rows of a tensor.</summary>
    /// <param name="sink">Where they are written.</param>
    /// <param name="type">The type written.</param>
    /// <param name="shape">The tensor's shape.</param>
    /// <param name="rowsTogether">Pieces are multiples of this many rows.</param>
    /// <param name="fill">Fills a piece.</param>
    /// <param name="written">Told the bytes of each piece after it was written.</param>
    internal void Write(
        GgufTensorSink sink,
        TensorType type,
        TensorShape shape,
        int rowsTogether,
        RowFiller fill,
        Action<int> written
    )
    {
        long rowBytes = TensorTypes.Get(type).RowBytes(shape.Ne0);
        long pieceRows = Math.Max(PieceElements / shape.Ne0 / rowsTogether, 1) * rowsTogether;
        pieceRows = Math.Min(pieceRows, shape.Rows);
        if (rowBytes * pieceRows > Array.MaxLength)
        {
            throw new ModelMakingException(
                $"{pieceRows} rows of {shape.Ne0} elements are {rowBytes * pieceRows} bytes, too many to hold in memory"
            );
        }

        long pieces = (shape.Rows + pieceRows - 1) / pieceRows;
        byte[][] current = Buffers(Math.Min(pieces, width), (int)(rowBytes * pieceRows));
        byte[][] next = Buffers(Math.Min(pieces - current.Length, width), (int)(rowBytes * pieceRows));
        Fill(current, 0);
        for (long first = 0; first < pieces; first += width)
        {
            long following = first + width;
            byte[][] buffers = next;
            Task ahead = following < pieces ? Task.Run(() => Fill(buffers, following)) : Task.CompletedTask;
            try
            {
                for (long piece = first; piece < Math.Min(following, pieces); piece++)
                {
                    int bytes = (int)(RowsOf(piece) * rowBytes);
                    sink.Write(current[piece - first].AsSpan(0, bytes));
                    written(bytes);
                }
            }
            finally
            {
                // Also when writing failed: nobody may work on after the method has returned.
                ahead.ContinueWith(_ => { }, TaskScheduler.Default).Wait(CancellationToken.None);
            }

            ahead.GetAwaiter().GetResult();
            (current, next) = (next, current);
        }

        int RowsOf(long piece) => (int)Math.Min(pieceRows, shape.Rows - (piece * pieceRows));

        void Fill(byte[][] buffers, long firstPiece)
        {
            int count = (int)Math.Min(buffers.Length, pieces - firstPiece);
            ParallelOptions options = new()
            {
                MaxDegreeOfParallelism = width / PiecesPerThread,
                CancellationToken = cancellation,
            };
            try
            {
                Parallel.For(
                    0,
                    count,
                    options,
                    index =>
                    {
                        long piece = firstPiece + index;
                        int rows = RowsOf(piece);
                        fill(piece * pieceRows, rows, buffers[index].AsSpan(0, (int)(rows * rowBytes)));
                    }
                );
            }
            catch (AggregateException exception)
            {
                ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
            }
        }
    }

    private static byte[][] Buffers(long count, int bytes)
    {
        byte[][] buffers = new byte[Math.Max(count, 0)][];
        for (int i = 0; i < buffers.Length; i++)
        {
            buffers[i] = GC.AllocateUninitializedArray<byte>(bytes);
        }

        return buffers;
    }
}
