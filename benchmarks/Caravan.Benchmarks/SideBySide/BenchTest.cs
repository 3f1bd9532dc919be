// What was measured.
namespace Caravan.Benchmarks.SideBySide;

/// <summary>A test by its tokens, whatever a program calls it.</summary>
/// <param name="Prompt">Prompt tokens.</param>
/// <param name="Generated">Generated tokens.</param>
/// <param name="Depth">Tokens that were in the cache before.</param>
internal readonly record struct BenchTest(int Prompt, int Generated, int Depth)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        string prompt = Prompt > 0 ? $"pp {Prompt}" : "";
        string generated = Generated > 0 ? $"tg {Generated}" : "";
        string test = string.Join(" + ", new[] { prompt, generated }.Where(part => part.Length > 0));
        return Depth > 0 ? $"{test} after {Depth}" : test;
    }
}
