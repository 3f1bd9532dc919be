// The form in which a slot's tokens and cache rows stand in a file.
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Caravan.Engine.Batching;

/// <summary>
/// A head, the tokens, and for each cache its rows in the order of positions. The head names the model and the form of its
/// caches: rows of another one would be nonsense that nothing notices.
/// </summary>
internal sealed class SlotFile(LoadedModel model, SessionOptions options, CacheCopier copier, int contextLength)
{
    private const int Version = 1;
    private const int MarkBytes = 8;
    private const int HeadBytes = MarkBytes + sizeof(int) + SHA256.HashSizeInBytes + sizeof(int);

    private static ReadOnlySpan<byte> Mark => "CRVNSLOT"u8;

    /// <summary>Writes what a slot has cached.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal SlotTransfer Write(Slot slot, Stream output)
    {
        CheckFree(slot);
        CachedSequence sequence = slot.Sequence;
        Span<byte> head = stackalloc byte[HeadBytes];
        WriteHead(head, sequence.Evaluated);
        output.Write(head);
        ReadOnlySpan<byte> tokens = MemoryMarshal.AsBytes(sequence.Cached);
        output.Write(tokens);
        return new SlotTransfer(
            sequence.Evaluated,
            head.Length + tokens.Length + copier.Save(sequence, sequence.Evaluated, output)
        );
    }

    /// <summary>Reads what a slot shall have cached; what it had is given up.</summary>
    /// <param name="slot">A free slot.</param>
    /// <param name="input">The file.</param>
    /// <param name="takePages">Takes the pages for all tokens that a slot knows.</param>
    /// <exception cref="SlotFileException">The file is of another model, or damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal SlotTransfer Read(Slot slot, Stream input, Action<Slot> takePages)
    {
        CheckFree(slot);
        Span<byte> head = stackalloc byte[HeadBytes];
        int count = ReadHead(input, head);
        long expected = HeadBytes + ((long)count * sizeof(int)) + copier.Bytes(count);
        if (input.Length != expected)
        {
            throw new SlotFileException($"the file has {input.Length} bytes, expected {expected} for {count} tokens");
        }

        int[] tokens = new int[count];
        input.ReadExactly(MemoryMarshal.AsBytes(tokens.AsSpan()));
        int vocabulary = model.Hyperparameters.VocabularySize;
        if (Array.Exists(tokens, token => (uint)token >= (uint)vocabulary))
        {
            throw new SlotFileException($"the file has a token outside the vocabulary of {vocabulary}");
        }

        CachedSequence sequence = slot.Sequence;
        sequence.Begin(0, tokens);
        try
        {
            takePages(slot);
            copier.Restore(sequence, count, input);
            sequence.Advance(count);
        }
        catch
        {
            sequence.Evict();
            sequence.DropPending();
            throw;
        }

        return new SlotTransfer(count, expected);
    }

    private static void CheckFree(Slot slot)
    {
        if (slot.Generation is not null)
        {
            throw new SlotFileException($"slot {slot.Index} is busy");
        }
    }

    private void WriteHead(Span<byte> head, int count)
    {
        Mark.CopyTo(head);
        BinaryPrimitives.WriteInt32LittleEndian(head[MarkBytes..], Version);
        Identity().CopyTo(head[(MarkBytes + sizeof(int))..]);
        BinaryPrimitives.WriteInt32LittleEndian(head[^sizeof(int)..], count);
    }

    private int ReadHead(Stream input, Span<byte> head)
    {
        if (input.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length || !head.StartsWith(Mark))
        {
            throw new SlotFileException("the file is none that a slot was saved to");
        }

        int version = BinaryPrimitives.ReadInt32LittleEndian(head[MarkBytes..]);
        if (version != Version)
        {
            throw new SlotFileException($"the file has version {version}, expected {Version}");
        }

        if (!head.Slice(MarkBytes + sizeof(int), SHA256.HashSizeInBytes).SequenceEqual(Identity()))
        {
            throw new SlotFileException("the file is of another model, or of caches of other types");
        }

        int count = BinaryPrimitives.ReadInt32LittleEndian(head[^sizeof(int)..]);
        return count >= 0 && count <= contextLength
            ? count
            : throw new SlotFileException($"the file has {count} tokens, a slot holds {contextLength}");
    }

    private byte[] Identity() =>
        SHA256.HashData(
            Encoding.UTF8.GetBytes(
                $"{model.Hyperparameters.Architecture} {model.Parameters} {model.WeightBytes} {model.FileBytes} "
                    + $"{options.KeyCacheType} {options.ValueCacheType} {options.Rope} {copier.Bytes(1)}"
            )
        );
}
