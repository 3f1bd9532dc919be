// Where the time of the last token went.
namespace Caravan.Server.Contracts;

/// <summary>The answer of <c>/ledger</c>.</summary>
/// <param name="Tokens">Tokens of the step: more than one where requests shared it.</param>
/// <param name="Devices">The devices, those elsewhere first.</param>
internal sealed record LedgerAnswer(int Tokens, List<LedgerDevice> Devices);
