// Counts what has been written of a model and reports it.
namespace Caravan.Engine.ModelMaking;

/// <summary>Progress over all tensors; used by the writing thread alone.</summary>
internal sealed class WriteTally(IProgress<ModelMakingProgress>? progress, int tensors, long bytes)
{
    private int tensorsDone;
    private long bytesDone;

    internal void Wrote(string name, int count)
    {
        bytesDone += count;
        progress?.Report(new ModelMakingProgress(name, tensorsDone, tensors, bytesDone, bytes));
    }

    internal void Finished(string name)
    {
        tensorsDone++;
        progress?.Report(new ModelMakingProgress(name, tensorsDone, tensors, bytesDone, bytes));
    }
}
