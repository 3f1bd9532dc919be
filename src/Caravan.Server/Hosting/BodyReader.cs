// Reads the JSON bodies of requests.
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Caravan.Server.Hosting;

/// <summary>Reads bodies within their limits.</summary>
internal sealed class BodyReader(BodyBudget budget, TimeSpan patience)
{
    /// <summary>The body of a request.</summary>
    /// <exception cref="ApiException">It is not JSON, or not what is expected.</exception>
    /// <exception cref="BadHttpRequestException">It is larger or slower than the limits allow.</exception>
    internal async Task<T> Read<T>(HttpContext context, JsonTypeInfo<T> form)
        where T : class
    {
        PipeReader pipe = context.Request.BodyReader;
        BodyBudget.Share share = budget.Begin();
        // Parts of the body live as long as its request.
        context.Response.RegisterForDispose(share);
        using CancellationTokenSource time = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        time.CancelAfter(patience);
        ReadResult result;
        try
        {
            while (!(result = await pipe.ReadAsync(time.Token).ConfigureAwait(false)).IsCompleted)
            {
                share.GrowTo(result.Buffer.Length);
                pipe.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            }
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            throw new BadHttpRequestException("the body does not come", StatusCodes.Status408RequestTimeout);
        }

        share.GrowTo(result.Buffer.Length);
        try
        {
            return Parse(result, form);
        }
        finally
        {
            pipe.AdvanceTo(result.Buffer.End);
        }
    }

    private static T Parse<T>(in ReadResult result, JsonTypeInfo<T> form)
        where T : class
    {
        try
        {
            JsonStrings.Check(result.Buffer);
            Utf8JsonReader reader = new(result.Buffer, new JsonReaderOptions { MaxDepth = ServerLimits.JsonDepth });
            return JsonSerializer.Deserialize(ref reader, form)
                ?? throw ApiException.BadRequest("the body is null, expected an object");
        }
        catch (JsonException problem)
        {
            throw ApiException.BadRequest(Describe(problem), Field(problem));
        }
    }

    private static string Describe(JsonException problem)
    {
        string place = $"line {problem.LineNumber + 1}, byte {problem.BytePositionInLine}";
        return Field(problem) is { } field
            ? $"the body has an unexpected value at {field} ({place})"
            : $"the body is not the JSON that is expected ({place}): {FirstSentence(problem.Message)}";
    }

    private static string? Field(JsonException problem) =>
        problem is { Path: { Length: > 2 } path } && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : null;

    // What follows is the place again, in .NET's words.
    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }
}
