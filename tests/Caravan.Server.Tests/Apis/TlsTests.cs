// A server that encrypts.
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Caravan.Server.Tests.Support;
using Caravan.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;

namespace Caravan.Server.Tests.Apis;

public sealed class TlsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly X509Certificate2 certificate;

    public TlsTests()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
    }

    private string CertificateFile => Path.Combine(folder.FullPath, "certificate.pem");

    private string KeyFile => Path.Combine(folder.FullPath, "key.pem");

    [Fact]
    public async Task Answers_and_streams_come_encrypted_with_the_certificate_of_the_file()
    {
        await using RunningServer server = await RunningServer.Start(Options);
        Assert.Equal("https", server.Address.Scheme);
        X509Certificate2? shown = null;
        using HttpClientHandler handler = new()
        {
            ServerCertificateCustomValidationCallback = (_, given, _, _) =>
            {
                shown = new X509Certificate2(given!);
                return true;
            },
        };
        using HttpClient http = new(handler) { BaseAddress = server.Address };
        using HttpResponseMessage response = await http.PostAsJsonAsync(
            "/v1/completions",
            new
            {
                prompt = "It is",
                max_tokens = 4,
                temperature = 0,
                stream = true,
            },
            TestContext.Current.CancellationToken
        );
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
        Assert.Equal(certificate.Thumbprint, shown?.Thumbprint);
        shown?.Dispose();
    }

    [Fact]
    public async Task Plain_HTTP_gets_no_answer()
    {
        await using RunningServer server = await RunningServer.Start(Options);
        using HttpClient http = new();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() =>
            http.GetStringAsync(
                new UriBuilder(server.Address) { Scheme = "http", Path = "/health" }.Uri,
                TestContext.Current.CancellationToken
            )
        );
    }

    [Fact]
    public void What_is_no_certificate_with_its_key_is_refused()
    {
        using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(KeyFile, other.ExportPkcs8PrivateKeyPem());
        Assert.Throws<IOException>(() => new CaravanServer(Options, NullLogger.Instance));
        File.WriteAllText(KeyFile, "no key");
        Assert.Throws<IOException>(() => new CaravanServer(Options, NullLogger.Instance));
        File.Delete(CertificateFile);
        Assert.ThrowsAny<IOException>(() => new CaravanServer(Options, NullLogger.Instance));
        Assert.Throws<ArgumentException>(() =>
            new CaravanServer(Options with { CertificateFile = null }, NullLogger.Instance)
        );
    }

    public void Dispose()
    {
        certificate.Dispose();
        folder.Dispose();
    }

    private ServerOptions Options => new() { CertificateFile = CertificateFile, CertificateKeyFile = KeyFile };
}
