// Turns whatever goes wrong with a request into an error that its client understands.
using System.Globalization;
using Caravan.Engine.Sampling;
using Caravan.Engine.Sampling.Grammar;
using Caravan.Graph;
using Caravan.Models.Chat.Jinja;
using Caravan.Server.Contracts;
using Microsoft.Extensions.Logging;

namespace Caravan.Server.Hosting;

/// <summary>The outermost part of the pipeline.</summary>
internal sealed class ErrorHandling(RequestDelegate next, ILogger logger)
{
    /// <summary>Runs the rest of the pipeline and answers for its failures.</summary>
    internal async Task Invoke(HttpContext context)
    {
        try
        {
            await next(context).ConfigureAwait(false);
            if (context.Response is { StatusCode: StatusCodes.Status404NotFound, HasStarted: false })
            {
                await Answer(context, Missing(context)).ConfigureAwait(false);
            }
            else if (context.Response is { StatusCode: StatusCodes.Status405MethodNotAllowed, HasStarted: false })
            {
                await Answer(
                        context,
                        ApiException.Refused(
                            context.Response.StatusCode,
                            $"{context.Request.Method} is not served at {context.Request.Path}"
                        )
                    )
                    .ConfigureAwait(false);
            }
        }
        catch (Exception problem)
        {
            await Handle(context, problem).ConfigureAwait(false);
        }
    }

    private async Task Handle(HttpContext context, Exception problem)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
            ServerLog.Gone(logger, context.Request.Method, context.Request.Path);
            return;
        }

        ApiException error = Translate(problem);
        if (error.Status == StatusCodes.Status500InternalServerError)
        {
            ServerLog.Failed(logger, problem, context.Request.Method, context.Request.Path, problem.Message);
        }
        else
        {
            ServerLog.Refused(logger, context.Request.Method, context.Request.Path, error.Status, error.Message);
        }

        try
        {
            if (context.Response.HasStarted)
            {
                await Continue(context, error).ConfigureAwait(false);
            }
            else
            {
                context.Response.Clear();
                await Answer(context, error).ConfigureAwait(false);
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            ServerLog.Gone(logger, context.Request.Method, context.Request.Path);
        }
    }

    private static ApiException Translate(Exception problem) =>
        problem switch
        {
            ApiException error => error,
            BadHttpRequestException refused => ApiException.Refused(refused.StatusCode, refused.Message),
            JinjaException template => ApiException.BadRequest($"the chat template: {template.Message}", "messages"),
            GrammarException grammar => ApiException.BadRequest(grammar.Message, "grammar"),
            InvalidLogitsException logits => ApiException.BadRequest(logits.Message),
            OperationCanceledException or ObjectDisposedException => ApiException.Busy(
                "the server is ending",
                "shutting_down",
                null
            ),
            DeviceException device => ApiException.Failed(device.Message),
            _ => ApiException.Failed($"unexpected {problem.GetType().Name}: {problem.Message}"),
        };

    private static ApiException Missing(HttpContext context) =>
        ApiException.NotFound($"there is nothing at {context.Request.Method} {context.Request.Path}");

    private static Task Answer(HttpContext context, ApiException error)
    {
        context.Response.StatusCode = error.Status;
        if (error.RetryAfter is { } time)
        {
            context.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(time.TotalSeconds))
                .ToString(CultureInfo.InvariantCulture);
        }

        if (error.Status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        return context.Response.WriteAnswer(new ErrorAnswer(error.Error), ServerJson.Bodies.ErrorAnswer);
    }

    // A stream that has begun can only end with an event that says why; any other answer is cut off.
    private static async Task Continue(HttpContext context, ApiException error)
    {
        if (context.Response.ContentType != EventStream.ContentType)
        {
            context.Abort();
            return;
        }

        using EventStream events = new(context.Response);
        await events
            .Send(new ErrorAnswer(error.Error), ServerJson.Bodies.ErrorAnswer, context.RequestAborted)
            .ConfigureAwait(false);
    }
}
