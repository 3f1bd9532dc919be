// The certificate of a server that encrypts.
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Caravan.Server.Security;

/// <summary>Reads a certificate and its key from PEM files.</summary>
internal static class TlsCertificate
{
    /// <summary>TLS with the first certificate of a file, and with those behind it as the chain that clients are shown.</summary>
    /// <param name="certificateFile">Certificates in PEM, the server's first.</param>
    /// <param name="keyFile">Its private key in PEM, without a password.</param>
    /// <exception cref="IOException">A file cannot be read, or has something else.</exception>
    internal static HttpsConnectionAdapterOptions Read(string certificateFile, string keyFile)
    {
        try
        {
            X509Certificate2 certificate = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
            X509Certificate2Collection chain = [];
            chain.ImportFromPemFile(certificateFile);
            return new HttpsConnectionAdapterOptions
            {
                ServerCertificate = OperatingSystem.IsWindows() ? WithStoredKey(certificate) : certificate,
                ServerCertificateChain = chain,
            };
        }
        catch (Exception problem) when (problem is CryptographicException or ArgumentException)
        {
            throw new IOException(
                $"{certificateFile} and {keyFile} are not a certificate and its key in PEM: {problem.Message}",
                problem
            );
        }
    }

    // SChannel does not take keys that are in memory alone.
    private static X509Certificate2 WithStoredKey(X509Certificate2 certificate)
    {
        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
        }
    }
}
