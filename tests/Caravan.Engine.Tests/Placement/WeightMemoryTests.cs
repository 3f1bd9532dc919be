// Weights in the mapped file and in memory of the process's own.
using System.Globalization;
using Caravan.Cpu;
using Caravan.TestSupport;

namespace Caravan.Engine.Tests;

public class WeightMemoryTests
{
    private const string Model = "models/austen-llama-f16.gguf";

    [Theory]
    [InlineData(WeightMemory.Automatic)]
    [InlineData(WeightMemory.Own)]
    public void Results_are_those_of_the_mapped_file(WeightMemory memory) =>
        Assert.Equal(Logits(WeightMemory.Mapped), Logits(memory));

    [Theory]
    [InlineData(WeightMemory.Own, WeightMemory.Own)]
    [InlineData(WeightMemory.Mapped, WeightMemory.Mapped)]
    // Too small to gain anything.
    [InlineData(WeightMemory.Automatic, WeightMemory.Mapped)]
    public void A_model_says_where_its_weights_lie(WeightMemory asked, WeightMemory expected)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux puts memory in the place of a mapped file");
        using CpuDevice cpu = new(1);
        using LoadedModel model = LoadedModel.Open(
            SharedFolder.Require(Model),
            cpu,
            new LoadOptions { Memory = asked }
        );
        Assert.Equal(expected, model.Memory);
    }

    [Theory]
    [InlineData(WeightMemory.Mapped, true)]
    [InlineData(WeightMemory.Own, false)]
    public void A_file_that_was_read_takes_no_memory_beside_its_weights(WeightMemory memory, bool expected)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux puts memory in the place of a mapped file");
        using TemporaryFolder folder = new();
        // A name of its own: other tests map the model too.
        string path = folder.File("model.gguf");
        File.Copy(SharedFolder.Require(Model), path);
        using CpuDevice cpu = new(1);
        using LoadedModel model = LoadedModel.Open(path, cpu, new LoadOptions { Memory = memory });
        using InferenceSession session = new(model, new SessionOptions { ContextLength = 256 });
        session.Evaluate([1]);
        Assert.Equal(expected, ResidentOf(path) > new FileInfo(path).Length / 2);
    }

    private static float[] Logits(WeightMemory memory)
    {
        using CpuDevice cpu = new(1);
        using LoadedModel model = LoadedModel.Open(
            SharedFolder.Require(Model),
            cpu,
            new LoadOptions { Memory = memory }
        );
        using InferenceSession session = new(model, new SessionOptions { ContextLength = 256 });
        session.Evaluate([1, 40, 77, 114]);
        return [.. session.Logits()];
    }

    // Bytes of a mapped file that lie in memory, as the system counts them for this process.
    private static long ResidentOf(string path)
    {
        long kibibytes = 0;
        bool isOfFile = false;
        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            if (line.Contains('-') && !line.Contains(" kB"))
            {
                isOfFile = line.EndsWith(path, StringComparison.Ordinal);
            }
            else if (isOfFile && line.StartsWith("Rss:", StringComparison.Ordinal))
            {
                kibibytes += long.Parse(line[4..^2], CultureInfo.InvariantCulture);
            }
        }

        return kibibytes << 10;
    }
}
