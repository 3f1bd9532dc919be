// What a worker logs.
using Microsoft.Extensions.Logging;

namespace Caravan.Rpc;

/// <summary>Log lines with their levels; the wording of the first ones is that of the peers' servers.</summary>
internal static partial class WorkerLog
{
    [LoggerMessage(1, LogLevel.Information, "Accepted client connection {Number} from {Peer}")]
    internal static partial void Accepted(ILogger logger, long number, string peer);

    [LoggerMessage(2, LogLevel.Information, "Client connection closed ({Number}, {Peer})")]
    internal static partial void Closed(ILogger logger, long number, string peer);

    [LoggerMessage(3, LogLevel.Warning, "connection {Number} from {Peer} is ended: {Reason}")]
    internal static partial void Refused(ILogger logger, long number, string peer, string reason);

    [LoggerMessage(4, LogLevel.Error, "connection {Number} from {Peer} is ended by a fault: {Reason}")]
    internal static partial void Fault(ILogger logger, Exception problem, long number, string peer, string reason);

    [LoggerMessage(5, LogLevel.Debug, "connection {Number} speaks dialect {Dialect} ({Program})")]
    internal static partial void Greeted(ILogger logger, long number, string dialect, string program);

    [LoggerMessage(6, LogLevel.Trace, "connection {Number}: {Request}, {Bytes} bytes")]
    internal static partial void Request(ILogger logger, long number, string request, ulong bytes);

    [LoggerMessage(
        7,
        LogLevel.Warning,
        "connection from {Peer} is closed: {Most} clients are served already (--max-clients)"
    )]
    internal static partial void TooMany(ILogger logger, string peer, int most);

    [LoggerMessage(8, LogLevel.Warning, "no buffer of {Bytes} bytes: {Free} are free (--mem)")]
    internal static partial void AllocationRefused(ILogger logger, ulong bytes, long free);

    [LoggerMessage(9, LogLevel.Warning, "a connection could not be accepted: {Reason}")]
    internal static partial void AcceptFailed(ILogger logger, string reason);

    [LoggerMessage(10, LogLevel.Debug, "cache: {Hash:x16} found, {Bytes} bytes, mapped: {Mapped}")]
    internal static partial void CacheHit(ILogger logger, ulong hash, long bytes, bool mapped);

    [LoggerMessage(11, LogLevel.Debug, "cache: {Hash:x16} stored, {Bytes} bytes")]
    internal static partial void CacheStored(ILogger logger, ulong hash, long bytes);

    [LoggerMessage(12, LogLevel.Debug, "cache: {Name} evicted, {Bytes} bytes")]
    internal static partial void CacheEvicted(ILogger logger, string name, long bytes);

    [LoggerMessage(13, LogLevel.Warning, "cache: {Path} has {Found} bytes instead of {Expected} and is not used")]
    internal static partial void CacheSizeDiffers(ILogger logger, string path, long found, long expected);

    [LoggerMessage(14, LogLevel.Warning, "cache: {Path} cannot be read: {Reason}")]
    internal static partial void CacheUnreadable(ILogger logger, string path, string reason);

    [LoggerMessage(15, LogLevel.Warning, "cache: nothing is stored in {Directory} until the next start: {Reason}")]
    internal static partial void CacheUnusable(ILogger logger, string directory, string reason);

    [LoggerMessage(
        16,
        LogLevel.Warning,
        "cache: a tensor of {Bytes} bytes exceeds the limit of the cache and is not stored"
    )]
    internal static partial void CacheTooSmall(ILogger logger, long bytes);
}
