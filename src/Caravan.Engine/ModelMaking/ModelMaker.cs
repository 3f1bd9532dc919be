// Makes GGUF models with random weights, for tests and benchmarks.
using System.Buffers;
using System.Diagnostics;
using Caravan.Engine.ModelMaking;
using Caravan.Gguf;
using Caravan.Tensors;

namespace Caravan.Engine;

/// <summary>
/// Writes a model of any supported architecture and size whose weights are random but well scaled: states keep their size
/// through the layers, and logits are spread as those of trained models are. Tensors are made while they are written.
/// </summary>
public static class ModelMaker
{
    /// <summary>Writes <paramref name="output"/>, which appears when it is complete.</summary>
    /// <param name="output">The file to write; one of that name is replaced.</param>
    /// <param name="options">The model.</param>
    /// <param name="progress">Told of every piece written, on the calling thread.</param>
    /// <param name="cancellation">Ends the work; no file is left.</param>
    /// <exception cref="GgufException">The vocabulary cannot be read.</exception>
    /// <exception cref="ModelMakingException">The shape is impossible, or the vocabulary too large for it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ModelMakingResult Make(
        string output,
        ModelMakerOptions options,
        IProgress<ModelMakingProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        Stopwatch watch = Stopwatch.StartNew();
        ModelShape shape = options.Shape;
        ShapeRules.Check(shape);
        GgufWriter writer = new();
        int vocabulary = SetMetadata(writer, options);
        IReadOnlyList<TensorPlan> tensors = ModelPlan.Of(shape, vocabulary);
        Dictionary<string, TensorType> types = MixRules.Plan(
            options.Mix,
            new MixSubject(
                shape.Architecture,
                shape.Layers,
                shape.Heads,
                shape.KeyValueHeads,
                shape.Experts?.Count ?? 0
            ),
            [.. tensors.Select(tensor => (tensor.Name, tensor.Shape))],
            new MixOverrides()
        );
        long bytes = tensors.Sum(tensor => tensor.Shape.Bytes(types.GetValueOrDefault(tensor.Name, TensorType.F32)));
        WriteTally tally = new(progress, tensors.Count, bytes);
        RowPipeline pipeline = new(options.Threads, cancellation);
        foreach (TensorPlan tensor in tensors)
        {
            TensorType type = types.GetValueOrDefault(tensor.Name, TensorType.F32);
            writer.AddTensor(
                tensor.Name,
                type,
                tensor.Shape,
                sink =>
                {
                    RowFiller fill = Filler(tensor, type, options.Seed);
                    pipeline.Write(
                        sink,
                        type,
                        tensor.Shape,
                        rowsTogether: 1,
                        fill,
                        count => tally.Wrote(tensor.Name, count)
                    );
                    tally.Finished(tensor.Name);
                }
            );
        }

        writer.Write(output);
        long parameters = tensors.Sum(tensor => tensor.Shape.Elements);
        return new ModelMakingResult(tensors.Count, parameters, bytes, SourceBytes: 0, watch.Elapsed);
    }

    private static int SetMetadata(GgufWriter writer, ModelMakerOptions options)
    {
        using GgufFile source = GgufFile.Open(options.VocabularyPath);
        int size = VocabularyCopy.Size(source.Metadata, options.VocabularySize);
        ModelKeys.Set(writer, options.Shape, options.Name, size);
        FileMarks.Set(writer, options.Mix);
        VocabularyCopy.Set(writer, source.Metadata, size);
        return size;
    }

    private static RowFiller Filler(TensorPlan tensor, TensorType type, ulong seed)
    {
        ulong tensorSeed = RandomRow.TensorSeed(seed, tensor.Name);
        int columns = checked((int)tensor.Shape.Ne0);
        return Fill;

        void Fill(long firstRow, int rows, Span<byte> destination)
        {
            float[] values = ArrayPool<float>.Shared.Rent(checked(rows * columns));
            try
            {
                for (int row = 0; row < rows; row++)
                {
                    Span<float> used = values.AsSpan(row * columns, columns);
                    RandomRow.Fill(used, tensorSeed, firstRow + row, tensor.Mean, tensor.Deviation);
                }

                Quantizer.QuantizeRows(type, values.AsSpan(0, rows * columns), columns, destination);
            }
            finally
            {
                ArrayPool<float>.Shared.Return(values);
            }
        }
    }
}
