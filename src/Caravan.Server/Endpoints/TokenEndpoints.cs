// Text to tokens and back.
using System.Text;
using System.Text.Json;
using Caravan.Server.Contracts;
using Caravan.Server.Generating;
using Caravan.Server.Hosting;

namespace Caravan.Server.Endpoints;

/// <summary><c>/tokenize</c> and <c>/detokenize</c>.</summary>
internal sealed class TokenEndpoints(ServerState state)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The tokens of a text.</summary>
    internal async Task Tokenize(HttpContext context)
    {
        ServedModel model = state.Model;
        TokenizeRequest body = await state
            .Bodies.Read(context, ServerJson.Bodies.TokenizeRequest)
            .ConfigureAwait(false);
        int[] tokens = Tokens(body, model);
        if (body.WithPieces != true)
        {
            await context
                .Response.WriteAnswer(new TokenList(tokens), ServerJson.Bodies.TokenList)
                .ConfigureAwait(false);
            return;
        }

        List<TokenPiece> pieces = [.. tokens.Select(token => new TokenPiece(token, Piece(token, model)))];
        await context
            .Response.WriteAnswer(new TokenPieceList(pieces), ServerJson.Bodies.TokenPieceList)
            .ConfigureAwait(false);
    }

    /// <summary>The text of tokens.</summary>
    internal async Task Detokenize(HttpContext context)
    {
        ServedModel model = state.Model;
        DetokenizeRequest body = await state
            .Bodies.Read(context, ServerJson.Bodies.DetokenizeRequest)
            .ConfigureAwait(false);
        int[] tokens = [.. body.Tokens ?? []];
        int count = model.Tokenizer.Vocabulary.Count;
        if (Array.Find(tokens, token => (uint)token >= (uint)count) is var outside && (uint)outside >= (uint)count)
        {
            throw ApiException.BadRequest($"tokens: there is no token {outside}, the model has {count}", "tokens");
        }

        string text = model.Tokenizer.Decode(tokens, removeSpecial: false, unparseSpecial: true);
        await context.Response.WriteAnswer(new TextAnswer(text), ServerJson.Bodies.TextAnswer).ConfigureAwait(false);
    }

    private static int[] Tokens(TokenizeRequest body, ServedModel model)
    {
        bool addSpecial = body.AddSpecial ?? false;
        bool parseSpecial = body.ParseSpecial ?? true;
        return body.Content switch
        {
            { ValueKind: JsonValueKind.String } text => model.Tokenizer.Encode(
                text.GetString()!,
                addSpecial,
                parseSpecial
            ),
            { ValueKind: JsonValueKind.Array } mixed => PromptReader.Mixed(mixed, model, addSpecial, parseSpecial),
            null or { ValueKind: JsonValueKind.Null } => [],
            { } other => throw ApiException.BadRequest(
                $"content: a text or an array is expected, found {Bodies.Kind(other)}",
                "content"
            ),
        };
    }

    // Text where the token's bytes are one, else the bytes as numbers.
    private static JsonElement Piece(int token, ServedModel model)
    {
        ReadOnlySpan<byte> bytes = model.Tokenizer.TokenToPiece(
            model.Tokenizer.Vocabulary.Count > token ? token : 0,
            renderSpecial: true
        );
        try
        {
            return JsonSerializer.SerializeToElement(Strict.GetString(bytes), ServerJson.Bodies.String);
        }
        catch (DecoderFallbackException)
        {
            int[] numbers = [.. bytes.ToArray().Select(value => (int)value)];
            return JsonSerializer.SerializeToElement(numbers, ServerJson.Bodies.Int32Array);
        }
    }
}
