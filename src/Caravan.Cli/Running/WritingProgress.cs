// Shows how far the writing of a model has come.
using Caravan.Engine;

namespace Caravan.Cli.Running;

/// <summary>Passes the written share on.</summary>
internal sealed class WritingProgress(IProgress<double> share) : IProgress<ModelMakingProgress>
{
    /// <inheritdoc/>
    public void Report(ModelMakingProgress value) => share.Report((double)value.BytesDone / Math.Max(value.Bytes, 1));
}
