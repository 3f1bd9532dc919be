// Opens the files of a model, one or several, and checks that they belong together.
using Caravan.Platform;

namespace Caravan.Gguf;

internal static class GgufShardReader
{
    /// <summary>Maps and parses all files of the model that <paramref name="path"/> is or is a shard of.</summary>
    internal static List<(MappedFile Map, GgufContent Content)> Open(string path)
    {
        List<(MappedFile Map, GgufContent Content)> files = [];
        try
        {
            files.Add(OpenOne(path, 0));
            GgufMetadata metadata = files[0].Content.Metadata;
            uint count = metadata.GetUInt32(GgufKeys.SplitCount, 1);
            if (count <= 1)
            {
                return files;
            }

            ShardName first = FirstShard(path, metadata, count);
            if (metadata.GetUInt32(GgufKeys.SplitNumber) != 0)
            {
                Close(files);
                files.Add(OpenOne(first.ToString(), 0));
            }

            for (int index = 1; index < first.Count; index++)
            {
                files.Add(OpenOne((first with { Number = index + 1 }).ToString(), index));
            }

            for (int index = 0; index < files.Count; index++)
            {
                Check(files[index].Content.Metadata, files[0].Content.Metadata, index, count);
            }

            CheckTensorCount(files);
            return files;
        }
        catch
        {
            Close(files);
            throw;
        }
    }

    private static unsafe (MappedFile Map, GgufContent Content) OpenOne(string path, int index)
    {
        MappedFile map = OpenMap(path, index);
        try
        {
            return (map, GgufContent.Parse(map.Pointer, map.Length, path, index));
        }
        catch
        {
            map.Dispose();
            throw;
        }
    }

    private static MappedFile OpenMap(string path, int index)
    {
        if (Directory.Exists(path))
        {
            throw new GgufException($"{path}: a directory, expected a GGUF file");
        }

        try
        {
            return MappedFile.Open(path);
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new GgufException(
                index == 0 && !ShardName.TryParse(path, out _)
                    ? $"{path}: no such file, expected a GGUF file"
                    : $"{path}: this shard is missing, expected all shards of the model in one folder",
                problem
            );
        }
        catch (Exception problem)
            when (problem is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new GgufException($"{path}: cannot be read ({problem.Message}), expected a readable file", problem);
        }
    }

    private static ShardName FirstShard(string path, GgufMetadata metadata, uint count)
    {
        uint number = metadata.GetUInt32(GgufKeys.SplitNumber);
        if (count > GgufLimits.Shards || number >= count)
        {
            throw new GgufException(
                $"{path}: shard number {number} of {count}, expected a number below the count and at most {GgufLimits.Shards} shards"
            );
        }

        ShardName expected = new("PREFIX", (int)number + 1, (int)count);
        return ShardName.TryParse(path, out ShardName name) && name.Number == expected.Number && name.Count == count
            ? name with
            {
                Number = 1,
            }
            : throw new GgufException(
                $"{path}: the file says that it is shard {number + 1} of {count}, expected a name like {expected}"
            );
    }

    private static void Check(GgufMetadata shard, GgufMetadata first, int index, uint count)
    {
        uint tensors = first.GetUInt32(GgufKeys.SplitTensorsCount);
        Check(shard, GgufKeys.SplitCount, count);
        Check(shard, GgufKeys.SplitNumber, (uint)index);
        Check(shard, GgufKeys.SplitTensorsCount, tensors);
        foreach (string key in (ReadOnlySpan<string>)[GgufKeys.Architecture, GgufKeys.Name])
        {
            // Shards after the first need not repeat these; where they do, they tell models apart.
            if (shard.TryGetString(key, out string? found) && found != first.GetString(key, found))
            {
                throw new GgufException(
                    $"{shard.Source}: a shard of another model: {key} is {GgufText.Quote(found)}, expected {GgufText.Quote(first.GetString(key))} as in {first.Source}"
                );
            }
        }
    }

    private static void Check(GgufMetadata shard, string key, uint expected)
    {
        uint found = shard.GetUInt32(key);
        if (found != expected)
        {
            throw new GgufException(
                $"{shard.Source}: {key} is {found}, expected {expected}: a shard of another model or a renamed file"
            );
        }
    }

    private static void CheckTensorCount(List<(MappedFile Map, GgufContent Content)> files)
    {
        GgufMetadata metadata = files[0].Content.Metadata;
        uint expected = metadata.GetUInt32(GgufKeys.SplitTensorsCount);
        long found = files.Sum(f => (long)f.Content.Tensors.Count);
        if (found != expected)
        {
            throw new GgufException(
                $"{metadata.Source}: the {files.Count} shards hold {found} tensors, expected {expected} ({GgufKeys.SplitTensorsCount}): shards of different models"
            );
        }
    }

    private static void Close(List<(MappedFile Map, GgufContent Content)> files)
    {
        files.ForEach(f => f.Map.Dispose());
        files.Clear();
    }
}
