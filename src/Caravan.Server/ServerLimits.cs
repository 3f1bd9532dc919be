// What one client may take of the server.
namespace Caravan.Server;

/// <summary>Limits of requests; nothing that comes from a socket is trusted.</summary>
public static class ServerLimits
{
    /// <summary>Bytes of a body: a prompt of millions of tokens fits.</summary>
    public const int BodyBytes = 16 << 20;

    /// <summary>Bytes of all bodies in memory at a time; beyond it requests are refused for the moment.</summary>
    public const long AllBodiesBytes = 256L << 20;

    /// <summary>Levels of arrays and objects within each other in a body.</summary>
    public const int JsonDepth = 64;

    /// <summary>Bytes of a request's first line.</summary>
    public const int RequestLineBytes = 8 << 10;

    /// <summary>Bytes of all headers of a request.</summary>
    public const int HeaderBytes = 32 << 10;

    /// <summary>Headers of a request.</summary>
    public const int Headers = 100;

    /// <summary>Connections at a time.</summary>
    public const int Connections = 1024;

    /// <summary>Bytes a second below which a body, or a client that reads its answer, is given up.</summary>
    public const double BytesPerSecond = 240;

    /// <summary>Answers of one request: prompts times <c>n</c>.</summary>
    public const int AnswersPerRequest = 128;

    /// <summary>Stop strings of one request.</summary>
    public const int StopStrings = 64;

    /// <summary>Characters of a stop string.</summary>
    public const int StopStringLength = 1024;

    /// <summary>Likeliest tokens told at each place.</summary>
    public const int TopLogprobs = 100;

    /// <summary>Biases of tokens in one request.</summary>
    public const int LogitBiases = 10_000;

    /// <summary>Seconds between comments in a silent stream, at the most.</summary>
    public const int LongestPingSeconds = 86_400;

    /// <summary>Triggers of a lazy grammar.</summary>
    public const int GrammarTriggers = 64;

    /// <summary>Patterns among the triggers: each is searched for with every token, while other sequences wait.</summary>
    public const int GrammarPatterns = 8;

    /// <summary>Characters of a trigger.</summary>
    public const int GrammarTriggerLength = 4096;

    /// <summary>Time until the headers of a request are complete.</summary>
    public static TimeSpan HeadersTime { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Time for which a connection may do nothing between two requests.</summary>
    public static TimeSpan IdleTime { get; } = TimeSpan.FromSeconds(130);

    /// <summary>Time for which a slow client is borne with.</summary>
    public static TimeSpan Grace { get; } = TimeSpan.FromSeconds(5);
}
