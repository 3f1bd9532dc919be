// Writes a model again in another mix of tensor types.
using System.Buffers;
using System.Diagnostics;
using Caravan.Engine.ModelMaking;
using Caravan.Gguf;
using Caravan.Tensors;

namespace Caravan.Engine;

/// <summary>
/// Quantizes a GGUF model, tensor by tensor, into one file. Norms, biases, routers and other tensors that a mix does not
/// apply to are copied.
/// </summary>
public static class ModelQuantizer
{
    /// <summary>Reads <paramref name="input"/> and writes <paramref name="output"/>, which appears when it is complete.</summary>
    /// <param name="input">The model, or any of its shards.</param>
    /// <param name="output">The file to write; one of that name is replaced.</param>
    /// <param name="options">The mix, and exceptions from it.</param>
    /// <param name="progress">Told of every piece written, on the calling thread.</param>
    /// <param name="cancellation">Ends the work; no file is left.</param>
    /// <exception cref="GgufException">The model cannot be read.</exception>
    /// <exception cref="ModelMakingException">
    /// A tensor is quantized already, holds what is no weight, or a wanted type cannot be written; the message names it.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ModelMakingResult Quantize(
        string input,
        string output,
        ModelQuantizerOptions options,
        IProgress<ModelMakingProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        Stopwatch watch = Stopwatch.StartNew();
        using GgufFile file = GgufFile.Open(input);
        if (file.Shards.Any(shard => Path.GetFullPath(shard.Path) == Path.GetFullPath(output)))
        {
            throw new ModelMakingException($"{output} is the model being read, expected another name to write to");
        }

        Dictionary<string, TensorType> types = Plan(file, options);
        RowPipeline pipeline = new(options.Threads, cancellation);
        GgufWriter writer = new();
        writer.SetAll(file.Metadata);
        FileMarks.Set(writer, options.Mix);
        long bytes = file.Tensors.Sum(tensor => tensor.Shape.Bytes(types[tensor.Name]));
        WriteTally tally = new(progress, file.Tensors.Count, bytes);
        foreach (GgufTensor tensor in file.Tensors)
        {
            TensorType type = types[tensor.Name];
            writer.AddTensor(
                tensor.Name,
                type,
                tensor.Shape,
                sink =>
                {
                    file.CheckUnchanged();
                    Supply(file, tensor, type, pipeline, sink, tally);
                    tally.Finished(tensor.Name);
                },
                tensor.Dimensions
            );
        }

        writer.Write(output);
        return new ModelMakingResult(file.Tensors.Count, file.Elements, bytes, file.Bytes, watch.Elapsed);
    }

    private static Dictionary<string, TensorType> Plan(GgufFile file, ModelQuantizerOptions options)
    {
        MixOverrides overrides = new(
            options.Pure,
            options.LeaveOutputTensor,
            options.OutputTensorType,
            options.TokenEmbeddingType
        );
        Dictionary<string, TensorType> types = MixRules.Plan(
            options.Mix,
            MixSubject.Of(file.Metadata),
            [.. file.Tensors.Select(tensor => (tensor.Name, tensor.Shape))],
            overrides
        );
        foreach (GgufTensor tensor in file.Tensors)
        {
            if (!types.TryGetValue(tensor.Name, out TensorType type) || type == tensor.Type)
            {
                types[tensor.Name] = tensor.Type;
                continue;
            }

            if (!Quantizer.CanQuantize(type))
            {
                throw new ModelMakingException(
                    $"tensor '{tensor.Name}' cannot be written as {type}: no quantizer writes it"
                );
            }

            TensorTypeTraits source = TensorTypes.Get(tensor.Type);
            if (!source.IsFloat && !(source.IsQuantized && options.AllowRequantize))
            {
                throw new ModelMakingException(
                    $"{file.Path}: tensor '{tensor.Name}' is {tensor.Type} already, expected F32, F16 or BF16"
                        + " (quantizing twice loses quality; --allow-requantize does it all the same)"
                );
            }
        }

        return types;
    }

    private static unsafe void Supply(
        GgufFile file,
        GgufTensor tensor,
        TensorType type,
        RowPipeline pipeline,
        GgufTensorSink sink,
        WriteTally tally
    )
    {
        byte* start = file.Pointer(tensor);
        TensorTypeTraits source = TensorTypes.Get(tensor.Type);
        long sourceRowBytes = source.RowBytes(tensor.Shape.Ne0);
        int columns = checked((int)tensor.Shape.Ne0);
        pipeline.Write(
            sink,
            type,
            tensor.Shape,
            source.InterleavedRows,
            Fill,
            count => tally.Wrote(tensor.Name, count)
        );

        void Fill(long firstRow, int rows, Span<byte> destination)
        {
            // Within the tensor's bytes: the pipeline asks only for rows of its shape, from which the size was checked.
            ReadOnlySpan<byte> bytes = new(start + (firstRow * sourceRowBytes), checked((int)(rows * sourceRowBytes)));
            if (type == tensor.Type)
            {
                bytes.CopyTo(destination);
                return;
            }

            float[] values = ArrayPool<float>.Shared.Rent(checked(rows * columns));
            try
            {
                Span<float> used = values.AsSpan(0, rows * columns);
                Dequantizer.DequantizeRows(tensor.Type, bytes, columns, used);
                Quantizer.QuantizeRows(type, used, columns, destination, firstRow: firstRow);
            }
            catch (TensorFormatException exception)
            {
                throw new ModelMakingException($"{file.Path}: tensor '{tensor.Name}': {exception.Message}", exception);
            }
            finally
            {
                ArrayPool<float>.Shared.Return(values);
            }
        }
    }
}
