// Weights on several devices: what is copied where, in which buffers.
using Caravan.Cpu;
using Caravan.Gguf;
using Caravan.Graph;
using Caravan.TestSupport;

namespace Caravan.Engine.Tests;

public class PlacedLoadingTests
{
    private const string Llama = "goldens/models/llama-f16.gguf";
    private static readonly SessionOptions Options = new() { ContextLength = 256, MicroBatchSize = 8 };

    // Bytes of a layer: q and output of 256 x 256, k and v of 256 x 128, three of 256 x 512, all F16; two norms of 256 F32.
    private const long LayerBytes = 2 * ((2 * 65536) + (2 * 32768) + (3 * 131072)) + (2 * 1024);
    private const long OutputBytes = (2 * 131072) + 1024;

    [Fact]
    public void A_workers_weights_lie_in_one_buffer()
    {
        using CpuDevice cpu = new(1);
        using RecordingDevice worker = new("RPC0[a:1]", []);
        using LoadedModel model = Open([worker, cpu], new PlacementRequest());
        Assert.Equal([(2 * LayerBytes) + OutputBytes], worker.Allocations);
    }

    [Fact]
    public void Buffers_are_no_larger_than_a_worker_allows()
    {
        using CpuDevice cpu = new(1);
        using RecordingDevice worker = new("RPC0[a:1]", []) { LargestBuffer = 1 << 20 };
        using LoadedModel model = Open([worker, cpu], new PlacementRequest());
        Assert.All(worker.Allocations, bytes => Assert.InRange(bytes, 1, 1 << 20));
        Assert.Equal((2 * LayerBytes) + OutputBytes, worker.Allocations.Sum());
    }

    [Fact]
    public void A_weight_that_no_buffer_can_hold_is_refused_by_name()
    {
        using CpuDevice cpu = new(1);
        using RecordingDevice worker = new("RPC0[a:1]", []) { LargestBuffer = 100_000 };
        DeviceException exception = Assert.Throws<DeviceException>(() => Open([worker, cpu], new PlacementRequest()));
        Assert.Contains("131072 bytes", exception.Message, StringComparison.Ordinal);
        Assert.Contains("blk.0.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Padding_and_alignment_of_a_worker_are_kept()
    {
        using CpuDevice cpu = new(1);
        using RecordingDevice worker = new("RPC0[a:1]", []) { Alignment = 4096, Padding = 1 };
        using LoadedModel model = Open([worker, cpu], new PlacementRequest { GpuLayers = 1 });
        // Nine tensors, each a multiple of 4096 and one byte, but for the norms of 1024.
        Assert.Equal([LayerBytes - (2 * 1024) + (9 * 4096)], worker.Allocations);
    }

    [Fact]
    public void Only_what_a_worker_computes_with_is_copied_there()
    {
        using CpuDevice cpu = new(1);
        using RecordingDevice first = new("RPC0[a:1]", []);
        using RecordingDevice second = new("RPC1[a:1]", []);
        using LoadedModel model = Open(
            [first, second, cpu],
            SplitRun.Request(("ffn_down", "RPC1")) with
            {
                TensorSplit = [1, 0],
            }
        );
        Assert.Equal([2 * 2 * 131072L], second.Allocations);
        Assert.Equal([(2 * LayerBytes) + OutputBytes - (2 * 2 * 131072)], first.Allocations);
    }

    [Fact]
    public void Progress_ends_at_the_whole()
    {
        using CpuDevice cpu = new(1);
        using RecordingDevice worker = new("RPC0[a:1]", []);
        Reports reports = new();
        using LoadedModel model = LoadedModel.Open(
            SharedFolder.Require(Llama),
            [worker, cpu],
            new PlacementRequest(),
            _ => Options,
            new LoadOptions { Prefetch = false, Progress = reports }
        );
        Assert.Equal(1, reports.Last);
    }

    [Fact]
    public void A_tied_output_is_on_the_worker_and_the_embedding_at_home()
    {
        string folder = Directory.CreateTempSubdirectory("caravan-tied").FullName;
        try
        {
            string path = Path.Combine(folder, "tied.gguf");
            WriteTied(path);
            int[] tokens = [3, 40, 77, 114];
            SessionOptions all = Options with { MaximumOutputs = 8 };
            float[] expected = ModelRun.AllLogits(path, all, tokens);
            using SplitRun run = new(path, 1, new PlacementRequest(), all);
            Assert.Equal(expected, run.AllLogits(tokens));
            // Of the token embedding's 512 rows only those of the four tokens left the CPU.
            Assert.Contains(run.Calls, c => c is { Kind: "Write", Tensor: "inp_embd", Bytes: 4 * 1024 });
            Assert.Equal((2 * LayerBytes) + OutputBytes, run.Model.Placement!.WeightBytes(0));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static LoadedModel Open(IReadOnlyList<IDevice> devices, PlacementRequest request) =>
        LoadedModel.Open(SharedFolder.Require(Llama), devices, request, _ => Options);

    // The shared model without its output matrix.
    private static void WriteTied(string path)
    {
        using GgufFile file = GgufFile.Open(SharedFolder.Require(Llama));
        GgufWriter writer = new();
        writer.SetAll(file.Metadata);
        foreach (GgufTensor tensor in file.Tensors.Where(t => t.Name != "output.weight"))
        {
            writer.AddTensor(file, tensor);
        }

        writer.Write(path);
    }

    private sealed class Reports : IProgress<double>
    {
        internal double Last { get; private set; }

        public void Report(double value) => Last = Math.Max(Last, value);
    }
}
