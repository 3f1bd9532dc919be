// A request that is answered with an error.
using Caravan.Server.Contracts;

namespace Caravan.Server;

/// <summary>Ends a request with a status and OpenAI's error.</summary>
internal sealed class ApiException(int status, ErrorDetail error) : Exception(error.Message)
{
    private const string Invalid = "invalid_request_error";
    private const string Unavailable = "unavailable_error";

    /// <summary>The HTTP status.</summary>
    internal int Status { get; } = status;

    /// <summary>What the client is told.</summary>
    internal ErrorDetail Error { get; } = error;

    /// <summary>When it is worth trying again; null for never.</summary>
    internal TimeSpan? RetryAfter { get; init; }

    /// <summary>The client asked for what cannot be.</summary>
    internal static ApiException BadRequest(string message, string? param = null, string? code = null) =>
        new(StatusCodes.Status400BadRequest, new ErrorDetail(message, Invalid, param, code));

    /// <summary>A request that HTTP itself or a limit refuses.</summary>
    internal static ApiException Refused(int status, string message, string? code = null) =>
        new(status, new ErrorDetail(message, Invalid, null, code));

    /// <summary>The prompt does not fit.</summary>
    internal static ApiException PromptTooLong(string message, int? tokens, int context) =>
        new(
            StatusCodes.Status400BadRequest,
            new ErrorDetail(message, Invalid, "prompt", "context_length_exceeded")
            {
                NPromptTokens = tokens,
                NCtx = context,
            }
        );

    /// <summary>The key is missing or wrong.</summary>
    internal static ApiException Unauthorized(string message) =>
        new(
            StatusCodes.Status401Unauthorized,
            new ErrorDetail(message, "authentication_error", null, "invalid_api_key")
        );

    /// <summary>What comes from there is not served.</summary>
    internal static ApiException Forbidden(string message) =>
        new(StatusCodes.Status403Forbidden, new ErrorDetail(message, "permission_error", null, null));

    /// <summary>There is nothing at that address.</summary>
    internal static ApiException NotFound(string message) =>
        new(StatusCodes.Status404NotFound, new ErrorDetail(message, "not_found_error", null, null));

    /// <summary>The server was not started for that.</summary>
    internal static ApiException NotSupported(string message) =>
        new(StatusCodes.Status501NotImplemented, new ErrorDetail(message, "not_supported_error", null, null));

    /// <summary>Not now.</summary>
    internal static ApiException Busy(string message, string code, TimeSpan? retryAfter) =>
        new(StatusCodes.Status503ServiceUnavailable, new ErrorDetail(message, Unavailable, null, code))
        {
            RetryAfter = retryAfter,
        };

    /// <summary>The server failed.</summary>
    internal static ApiException Failed(string message) =>
        new(StatusCodes.Status500InternalServerError, new ErrorDetail(message, "server_error", null, null));
}
