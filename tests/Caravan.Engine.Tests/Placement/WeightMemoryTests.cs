// Weights in the mapped file and in memory of the process's own.
using Caravan.Cpu;
using Caravan.Platform;
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

    [Fact]
    public void Reading_takes_no_more_memory_than_mapping()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux puts memory in the place of a mapped file");
        using CpuDevice cpu = new(1);
        string path = SharedFolder.Require(Model);
        long mapped = Resident(cpu, path, WeightMemory.Mapped);
        Assert.InRange(Resident(cpu, path, WeightMemory.Own), mapped / 2, mapped + (4 << 20));
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

    // What loading adds to the process.
    private static long Resident(CpuDevice cpu, string path, WeightMemory memory)
    {
        LoadedModel.Open(path, cpu, new LoadOptions { Memory = memory }).Dispose();
        long before = SystemCalls.Current.ResidentBytes;
        using LoadedModel model = LoadedModel.Open(path, cpu, new LoadOptions { Memory = memory });
        return SystemCalls.Current.ResidentBytes - before;
    }
}
