// Who is let in.
using System.Net;
using Caravan.Server.Tests.Support;

namespace Caravan.Server.Tests.Apis;

public sealed class AccessTests
{
    private const string Body = """{"content": "x"}""";

    [Theory]
    [InlineData("Authorization", "Bearer second")]
    [InlineData("Authorization", "bearer first")]
    [InlineData("X-Api-Key", "first")]
    public async Task A_key_lets_in(string header, string value)
    {
        await using RunningServer server = await RunningServer.Start(
            new ServerOptions { ApiKeys = ["first", "second"] }
        );
        using HttpResponseMessage response = await server.Client.Send(
            "/tokenize",
            Body,
            request => request.Headers.Add(header, value)
        );
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("Authorization", "Bearer thir")]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("Authorization", "Basic first")]
    [InlineData("X-Api-Key", "firstfirst")]
    [InlineData("X-Other", "first")]
    public async Task Another_key_or_none_does_not(string header, string value)
    {
        await using RunningServer server = await RunningServer.Start(
            new ServerOptions { ApiKeys = ["first", "second"] }
        );
        using HttpResponseMessage response = await server.Client.Send(
            "/tokenize",
            Body,
            request => request.Headers.TryAddWithoutValidation(header, value)
        );
        await TestClient.Error(response, HttpStatusCode.Unauthorized);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task Health_and_the_page_need_no_key()
    {
        await using RunningServer server = await RunningServer.Start(new ServerOptions { ApiKeys = ["first"] });
        await server.Client.Get("/health");
        await server.Client.GetText("/");
    }

    [Fact]
    public async Task Without_a_key_a_page_of_another_site_is_kept_out()
    {
        await using RunningServer server = await RunningServer.Start();
        using HttpResponseMessage foreign = await server.Client.Send(
            "/tokenize",
            Body,
            request => request.Headers.Add("Origin", "http://elsewhere.example")
        );
        await TestClient.Error(foreign, HttpStatusCode.Forbidden);
        using HttpResponseMessage own = await server.Client.Send(
            "/tokenize",
            Body,
            request => request.Headers.Add("Origin", $"http://{server.Address.Authority}")
        );
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
    }

    [Fact]
    public async Task On_loopback_without_a_key_a_server_answers_to_loopbacks_names_alone()
    {
        await using RunningServer server = await RunningServer.Start();
        using HttpResponseMessage renamed = await server.Client.Send(
            "/tokenize",
            Body,
            request => request.Headers.Host = "rebound.example"
        );
        await TestClient.Error(renamed, HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task With_a_key_pages_of_other_sites_may_ask()
    {
        await using RunningServer server = await RunningServer.Start(new ServerOptions { ApiKeys = ["first"] });
        using HttpRequestMessage question = new(HttpMethod.Options, "/v1/chat/completions");
        question.Headers.Add("Origin", "http://elsewhere.example");
        question.Headers.Add("Access-Control-Request-Method", "POST");
        question.Headers.Add("Access-Control-Request-Headers", "authorization");
        using HttpResponseMessage response = await server.Client.Send(question);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("http://elsewhere.example", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("authorization", response.Headers.GetValues("Access-Control-Allow-Headers").Single());
    }

    [Fact]
    public async Task A_prefix_begins_all_addresses()
    {
        await using RunningServer server = await RunningServer.Start(new ServerOptions { Prefix = "/llm" });
        await server.Client.Get("/llm/health");
    }
}
