// Requests about the bytes of single tensors.
namespace Caravan.Rpc;

/// <summary>Writes, reads, copies and measures tensors; every region is checked before a byte of it is touched.</summary>
/// <param name="dialect">What the client speaks.</param>
/// <param name="buffers">The connection's buffers.</param>
/// <param name="reader">Where content comes from.</param>
/// <param name="answers">Where answers go.</param>
/// <param name="cache">Weights by hash, or null.</param>
/// <param name="recorder">Told of contents that may be worth keeping, or null.</param>
internal sealed class TensorRequests(
    Dialect dialect,
    BufferTable buffers,
    FrameReader reader,
    AnswerWriter answers,
    WeightCache? cache,
    WeightRecorder? recorder
)
{
    private bool hasSeenDescriptor;

    /// <summary>True while nothing has shown yet that a client which greets as K is no upstream 3.x.</summary>
    internal bool CanBeOlder => dialect.Family == DialectFamily.Ik && !hasSeenDescriptor;

    /// <summary>SET_TENSOR: checks the descriptor, then receives the content to where it belongs.</summary>
    /// <param name="length">The payload's length as the client claims.</param>
    internal void Set(ulong length)
    {
        int header = RequestLengths.SetTensorHeader(dialect);
        if (CanBeOlder && length < (ulong)header)
        {
            CheckOlder(reader.Read(OlderUpstream.SetTensorLook(length)));
        }

        if (length < (ulong)header)
        {
            throw new BadFrameException($"{length} bytes, fewer than the {header} of descriptor and offset");
        }

        if (length - (ulong)header > (ulong)buffers.Bytes)
        {
            throw new BadFrameException(
                $"{length - (ulong)header} bytes for a tensor, more than all buffers of the connection have ({buffers.Bytes})"
            );
        }

        ReadOnlySpan<byte> beginning = reader.Read(header);
        if (CanBeOlder)
        {
            CheckOlder(beginning);
        }

        RequestFields fields = new(beginning);
        TensorRegion tensor = Locate(ref fields);
        bool mayKeep = !dialect.HasCacheFlag || fields.U8() != 0;
        TensorRegion part = tensor.Part(fields.U64(), length - (ulong)header);
        recorder?.Forget(part);
        part.Buffer.Receive(reader, part.Offset, part.Bytes);
        if (mayKeep)
        {
            recorder?.Written(part);
        }
    }

    /// <summary>SET_TENSOR_HASH: takes the content from the cache if it is there.</summary>
    internal void SetByHash(ref RequestFields fields)
    {
        TensorRegion tensor = Locate(ref fields);
        ulong offset = fields.U64();
        ulong hash = fields.U64();
        if (offset > (ulong)tensor.Bytes)
        {
            throw new BadFrameException($"offset {offset} lies behind a tensor of {tensor.Bytes} bytes");
        }

        TensorRegion part = tensor.Part(offset, (ulong)tensor.Bytes - offset);
        recorder?.Forget(part);
        answers.Byte(cache?.TryLoad(hash, part) == true ? (byte)1 : (byte)0);
    }

    /// <summary>GET_TENSOR.</summary>
    internal void Get(ref RequestFields fields)
    {
        TensorRegion tensor = Locate(ref fields);
        ulong offset = fields.U64();
        TensorRegion part = tensor.Part(offset, fields.U64());
        answers.Send(part.Buffer, part.Offset, part.Bytes);
    }

    /// <summary>COPY_TENSOR: the bytes of one tensor to another of the same size.</summary>
    internal void Copy(ref RequestFields fields)
    {
        TensorRegion source = Locate(ref fields);
        TensorRegion destination = Locate(ref fields);
        if (source.Bytes != destination.Bytes)
        {
            throw new BadFrameException(
                $"a tensor of {source.Bytes} bytes cannot be copied to one of {destination.Bytes} bytes"
            );
        }

        recorder?.Forget(destination);
        destination.Buffer.CopyFrom(source.Buffer, source.Offset, destination.Offset, source.Bytes);
        answers.Byte(1);
    }

    /// <summary>INIT_TENSOR: nothing is to be prepared, the tensor must exist all the same.</summary>
    internal void Initialize(ref RequestFields fields) => Locate(ref fields);

    /// <summary>MEMSET_TENSOR.</summary>
    internal void Fill(ref RequestFields fields)
    {
        TensorRegion tensor = Locate(ref fields);
        ulong offset = fields.U64();
        TensorRegion part = tensor.Part(offset, fields.U64());
        recorder?.Forget(part);
        part.Buffer.Fill(part.Offset, part.Bytes, fields.U8());
    }

    /// <summary>GET_ALLOC_SIZE: a tensor takes the bytes it has, no padding.</summary>
    internal void AllocationSize(ref RequestFields fields)
    {
        fields.Tensor(dialect, out TensorDescriptor tensor);
        long bytes = buffers.Footprint(tensor);
        for (int i = 0; i < dialect.AllocationSizeSources; i++)
        {
            fields.Tensor(dialect, out TensorDescriptor source);
            buffers.Footprint(source);
        }

        hasSeenDescriptor = true;
        answers.Number((ulong)bytes);
    }

    private TensorRegion Locate(ref RequestFields fields)
    {
        fields.Tensor(dialect, out TensorDescriptor tensor);
        TensorRegion region = buffers.Locate(tensor);
        hasSeenDescriptor = true;
        return region;
    }

    private void CheckOlder(ReadOnlySpan<byte> beginning)
    {
        if (OlderUpstream.IsSetTensor(beginning, buffers))
        {
            throw new BadFrameException(OlderUpstream.Reason);
        }
    }
}
