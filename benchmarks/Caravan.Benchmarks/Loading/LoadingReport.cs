// Writes what "loading" measured.
using System.Globalization;
using Caravan.Rpc;

namespace Caravan.Benchmarks.Loading;

/// <summary>A table of medians over rounds; ratios are medians of each round's ratio.</summary>
internal static class LoadingReport
{
    /// <summary>Writes markdown.</summary>
    internal static void Write(
        string path,
        Dialect dialect,
        int[] expected,
        IReadOnlyList<LoadingRound> rounds,
        TextWriter output
    )
    {
        output.WriteLine(
            $"{Path.GetFileName(path)}, dialect {dialect}, {MachineFacts.Processor}, {rounds.Count} rounds"
        );
        output.WriteLine();
        MarkdownTable table = new("what", "seconds", "MB/s", "ratio", "of", "MB sent", "worker's own memory, MB");
        AddLimit(table, "socket copy, dropped", rounds, r => r.Drop);
        AddLimit(table, "socket copy, kept in fresh memory", rounds, r => r.Copy);
        AddLimit(table, "hashing, several streams", rounds, r => r.Hash);
        AddLimit(table, "disk write, synced", rounds, r => r.Write);
        AddLoad(
            table,
            "cold, no cache: ready",
            rounds,
            r => r.Cold,
            f => f.Ready,
            r => r.Drop / r.Cold.Ready,
            "copy, dropped"
        );
        AddLoad(
            table,
            "cold, no cache: ready",
            rounds,
            r => r.Cold,
            f => f.Ready,
            r => r.Copy / r.Cold.Ready,
            "copy, kept"
        );
        AddLoad(
            table,
            "cold, -c: ready",
            rounds,
            r => r.Storing,
            f => f.Ready,
            r => r.Storing.Ready / r.Longest,
            "longest"
        );
        AddLoad(
            table,
            "cold, -c: first token",
            rounds,
            r => r.Storing,
            f => f.FirstToken,
            r => r.Storing.FirstToken / r.Longest,
            "longest"
        );
        AddLoad(
            table,
            "cold, -c: stored",
            rounds,
            r => r.Storing,
            f => f.Stored,
            r => r.Storing.Stored / r.Longest,
            "longest"
        );
        AddLoad(table, "warm, -c: ready", rounds, r => r.Warm, f => f.Ready, r => r.Warm.Ready / r.Copy, "copy, kept");
        AddLoad(
            table,
            "warm, -c, hashes unknown: ready",
            rounds,
            r => r.Other,
            f => f.Ready,
            r => r.Other.Ready / r.Longest,
            "longest"
        );
        table.Write(output);
        bool same = rounds
            .SelectMany(r => new[] { r.Cold, r.Storing, r.Warm, r.Other })
            .All(f => f.Tokens.SequenceEqual(expected));
        output.WriteLine($"greedy tokens {(same ? "are those" : "DIFFER from those")} of a local run after every load");
    }

    private static void AddLimit(
        MarkdownTable table,
        string name,
        IReadOnlyList<LoadingRound> rounds,
        Func<LoadingRound, double> seconds
    )
    {
        double median = Statistics.Median(rounds.Select(seconds));
        double sent = Statistics.Median(rounds.Select(r => r.Cold.BytesOut / 1e6));
        table.Add(name, Text(median), Text(sent / median), "", "", "", "");
    }

    private static void AddLoad(
        MarkdownTable table,
        string name,
        IReadOnlyList<LoadingRound> rounds,
        Func<LoadingRound, LoadFigures> load,
        Func<LoadFigures, double> seconds,
        Func<LoadingRound, double> ratio,
        string of
    )
    {
        double median = Statistics.Median(rounds.Select(r => seconds(load(r))));
        double all = Statistics.Median(rounds.Select(r => r.Cold.BytesOut / 1e6));
        table.Add(
            name,
            Text(median),
            Text(all / median),
            Text(Statistics.Median(rounds.Select(ratio))),
            of,
            Text(Statistics.Median(rounds.Select(r => load(r).BytesOut / 1e6))),
            Text(Statistics.Median(rounds.Select(r => load(r).WorkerAnonymousBytes / 1e6)))
        );
    }

    private static string Text(double value) => value.ToString(value < 10 ? "0.00" : "0", CultureInfo.InvariantCulture);
}
