// Numbers in the text form of Prometheus.
using System.Globalization;
using System.Text;

namespace Caravan.Server.Monitoring;

/// <summary>Writes metrics.</summary>
internal sealed class PrometheusText
{
    private readonly StringBuilder text = new();

    /// <summary>Adds a number that only grows.</summary>
    internal void Counter(string name, string help, double value) => Add(name, help, "counter", value);

    /// <summary>Adds a number of the moment.</summary>
    internal void Gauge(string name, string help, double value) => Add(name, help, "gauge", value);

    /// <inheritdoc/>
    public override string ToString() => text.ToString();

    private void Add(string name, string help, string kind, double value) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}\n");
}
