// A compiled graph with what it takes to run it again for a similar message.
using System.Buffers.Binary;
using System.Collections.Immutable;
using Caravan.Graph;

namespace Caravan.Rpc;

/// <summary>
/// A program, the message it ran last and the places of that message. A message that differs in few descriptors is compared
/// block by block and only those are read.
/// </summary>
internal sealed class KeptProgram : IDisposable
{
    private const int IdBytes = 8;
    private readonly Dialect dialect;
    private readonly IPlaceResolver buffers;
    private readonly int[] key;
    private readonly TensorMarks[] marks;
    private readonly ImmutableArray<DerivedPlace> derived;
    private readonly IPlacedProgram? program;
    private readonly int tensorCount;
    private readonly byte[] message;
    private readonly PlacedTensor[] places;
    private readonly int[] changed;
    private bool isForgotten;

    /// <summary>Keeps a program; places are taken from the message by <see cref="Adopt"/>.</summary>
    internal KeptProgram(
        in GraphMessage message,
        ParsedGraph parsed,
        StructureKey key,
        ImmutableArray<DerivedPlace> derived,
        IPlacedProgram? program,
        IPlaceResolver buffers
    )
    {
        dialect = parsed.Dialect;
        this.buffers = buffers;
        this.key = key.Words.ToArray();
        this.derived = derived;
        this.program = program;
        Hash = key.Hash;
        tensorCount = parsed.TensorCount;
        marks = parsed.Marks.ToArray();
        this.message = new byte[message.Payload.Length];
        places = new PlacedTensor[tensorCount + derived.Length];
        changed = new int[tensorCount];
    }

    /// <summary>Hash of the structure.</summary>
    internal int Hash { get; }

    /// <summary>Bytes that are kept for comparison.</summary>
    internal long KeptBytes => message.Length;

    /// <summary>True when the structure is this one.</summary>
    internal bool Matches(StructureKey other) => other.Hash == Hash && other.Words.SequenceEqual(key);

    /// <summary>
    /// Takes up a message in which ids are those of the last one and only places differ; false, and nothing is changed, when
    /// that is not so.
    /// </summary>
    internal bool TryUpdate(in GraphMessage next)
    {
        if (isForgotten || next.Payload.Length != message.Length)
        {
            return false;
        }

        // Counts and node ids; the device's number is no part of the graph.
        int header = next.TableOffset;
        if (!next.Payload[sizeof(uint)..header].SequenceEqual(message.AsSpan(sizeof(uint), header - sizeof(uint))))
        {
            return false;
        }

        int count = 0;
        for (int i = 0; i < tensorCount; i++)
        {
            ReadOnlySpan<byte> descriptor = next.Descriptor(i);
            ReadOnlySpan<byte> last = message.AsSpan(header + (i * descriptor.Length), descriptor.Length);
            if (descriptor.SequenceEqual(last))
            {
                continue;
            }

            if (!HasSameStructure(descriptor, last, marks[i]))
            {
                return false;
            }

            changed[count++] = i;
        }

        foreach (int i in changed.AsSpan(0, count))
        {
            ReadOnlySpan<byte> descriptor = next.Descriptor(i);
            descriptor.CopyTo(message.AsSpan(header + (i * descriptor.Length)));
            Locate(i, descriptor);
        }

        Derive();
        return true;
    }

    /// <summary>Takes up a message of the same structure whatever its ids.</summary>
    internal void Adopt(in GraphMessage next)
    {
        next.Payload.CopyTo(message);
        for (int i = 0; i < tensorCount; i++)
        {
            Locate(i, next.Descriptor(i));
        }

        isForgotten = false;
        Derive();
    }

    /// <summary>Runs the message taken up last.</summary>
    internal void Run() => program?.Run(places);

    /// <summary>Drops the places of the last message if one lies in a buffer; true when that was so.</summary>
    internal bool Forget(IDeviceBuffer buffer)
    {
        bool uses = false;
        foreach (ref PlacedTensor place in places.AsSpan())
        {
            uses |= ReferenceEquals(place.Buffer, buffer);
        }

        if (uses)
        {
            Array.Clear(places);
            isForgotten = true;
        }

        return uses;
    }

    /// <inheritdoc/>
    public void Dispose() => program?.Dispose();

    // What the key holds, read from the bytes: ids of the tensor and its sources, op, flags, parameters, type, density.
    private bool HasSameStructure(ReadOnlySpan<byte> next, ReadOnlySpan<byte> last, TensorMarks mark)
    {
        if (!next[..IdBytes].SequenceEqual(last[..IdBytes]))
        {
            return false;
        }

        if (
            (mark & TensorMarks.Listed) != 0
            && !(
                Same(next, last, TensorDescriptor.OpOffset, sizeof(uint))
                && Same(next, last, TensorDescriptor.FlagsOffset, sizeof(uint))
            )
        )
        {
            return false;
        }

        if (
            (mark & TensorMarks.Executed) != 0
            && !Same(
                next,
                last,
                TensorDescriptor.ParametersOffset,
                TensorDescriptor.SourcesOffset + (8 * dialect.MaximumSources) - TensorDescriptor.ParametersOffset
            )
        )
        {
            return false;
        }

        if (
            (mark & TensorMarks.Touched) != 0
            && !(
                Same(next, last, TensorDescriptor.TypeOffset, sizeof(uint))
                && Same(next, last, TensorDescriptor.StridesOffset, sizeof(uint))
            )
        )
        {
            return false;
        }

        return (mark & TensorMarks.ShapesStructure) == 0
            || Same(next, last, TensorDescriptor.ExtentsOffset, 4 * sizeof(uint));
    }

    private static bool Same(ReadOnlySpan<byte> next, ReadOnlySpan<byte> last, int offset, int length) =>
        next.Slice(offset, length).SequenceEqual(last.Slice(offset, length));

    private void Locate(int position, ReadOnlySpan<byte> descriptor)
    {
        if ((marks[position] & TensorMarks.Touched) == 0)
        {
            return;
        }

        ulong handle = BinaryPrimitives.ReadUInt64LittleEndian(descriptor[TensorDescriptor.BufferOffset..]);
        ulong address = BinaryPrimitives.ReadUInt64LittleEndian(descriptor[TensorDescriptor.DataOffset(dialect)..]);
        if (!buffers.TryResolve(handle, address, out IDeviceBuffer? buffer, out long offset))
        {
            buffer = null;
        }

        ReadOnlySpan<byte> extents = descriptor[TensorDescriptor.ExtentsOffset..];
        ReadOnlySpan<byte> strides = descriptor[TensorDescriptor.StridesOffset..];
        places[position] = new PlacedTensor(
            buffer,
            buffer is null ? 0 : offset,
            new(Word(extents, 0), Word(extents, 1), Word(extents, 2), Word(extents, 3)),
            new(Word(strides, 0), Word(strides, 1), Word(strides, 2), Word(strides, 3))
        );
    }

    private void Derive()
    {
        for (int i = 0; i < derived.Length; i++)
        {
            places[tensorCount + i] = derived[i].Of(places[derived[i].Source]);
        }
    }

    private static uint Word(ReadOnlySpan<byte> words, int index) =>
        BinaryPrimitives.ReadUInt32LittleEndian(words[(sizeof(uint) * index)..]);
}
