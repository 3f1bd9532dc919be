// OpenAI's own client for Node against this server.
using Caravan.Server.Tests.Support;
using Caravan.TestSupport;

namespace Caravan.Server.Tests.Clients;

public sealed class NodeClientTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("chat")]
    [InlineData("streaming")]
    [InlineData("completions")]
    [InlineData("tools")]
    [InlineData("schema")]
    [InlineData("errors")]
    [InlineData("cancellation")]
    [InlineData("models")]
    public async Task The_client_for_Node_passes(string part)
    {
        string package = NodeScript.RequirePackage("openai");
        RunningServer server = fixture.Server;
        string output = await NodeScript.Run("Clients/openai.mjs", package, server.Address.ToString(), part);
        Assert.Equal("passed\n", output);
        await server.Idle();
    }
}
