// Writes what the table of routes says into the OpenAPI document.
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Caravan.Server.Hosting;

/// <summary>
/// Adds summaries and bodies. The framework's own metadata for a body would refuse requests that carry another content type,
/// and what people send with curl carries one.
/// </summary>
internal sealed class RouteDescription : IOpenApiOperationTransformer
{
    private const string Json = "application/json";

    /// <inheritdoc/>
    public async Task TransformAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        RouteMark? mark = context.Description.ActionDescriptor.EndpointMetadata.OfType<RouteMark>().FirstOrDefault();
        if (mark is null)
        {
            return;
        }

        operation.Summary = mark.Route.Summary;
        operation.Description = null;
        operation.Tags?.Clear();
        if (mark.Route.Body is not { } body)
        {
            return;
        }

        OpenApiSchema schema = await context
            .GetOrCreateSchemaAsync(body, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        context.Document?.AddComponent(body.Name, schema);
        OpenApiSchemaReference reference = new(body.Name, context.Document);
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType> { [Json] = new() { Schema = reference } },
        };
    }
}
