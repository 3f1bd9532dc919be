// The table of what becomes of every op of the wire.
using Caravan.Graph;

namespace Caravan.Rpc;

/// <summary>Look-up of <see cref="RaiseRule"/> by op.</summary>
internal static class RaiseTable
{
    private const string Training = "it belongs to training, which no worker does";
    private const string Pointer = "it holds the address of a function, which nobody may send";
    private const string Image = "it belongs to image and audio encoders, which stay with the client";
    private const string Peers = "it joins devices within one process";

    private static readonly RaiseRule[] Rules = CreateRules();

    /// <summary>The rule of an op.</summary>
    internal static RaiseRule Of(WireOp op) => Rules[(int)op];

    private static RaiseRule[] CreateRules()
    {
        RaiseRule?[] rules = new RaiseRule?[Enum.GetValues<WireOp>().Length];
        NoWork(rules, WireOp.None, WireOp.Reshape, WireOp.View, WireOp.Permute, WireOp.Transpose);
        Refuse(
            rules,
            Training,
            WireOp.RepeatBack,
            WireOp.SiluBack,
            WireOp.RmsNormBack,
            WireOp.GetRowsBack,
            WireOp.SoftMaxBack,
            WireOp.RopeBack,
            WireOp.Im2ColBack,
            WireOp.Pool2DBack,
            WireOp.FlashAttentionBack,
            WireOp.CrossEntropyLoss,
            WireOp.CrossEntropyLossBack,
            WireOp.OptimizerStepAdamW,
            WireOp.OptimizerStepSgd
        );
        Refuse(
            rules,
            Pointer,
            WireOp.MapUnary,
            WireOp.MapBinary,
            WireOp.MapCustom1,
            WireOp.MapCustom2,
            WireOp.MapCustom3,
            WireOp.MapCustom1F32,
            WireOp.MapCustom2F32,
            WireOp.MapCustom3F32,
            WireOp.Custom
        );
        Refuse(
            rules,
            Image,
            WireOp.ConvTranspose1D,
            WireOp.Im2Col,
            WireOp.Im2Col3D,
            WireOp.Col2Im1D,
            WireOp.Conv2D,
            WireOp.Conv3D,
            WireOp.Conv2DDw,
            WireOp.ConvTranspose2D,
            WireOp.Pool1D,
            WireOp.Pool2D,
            WireOp.Upscale,
            WireOp.PadReflect1D,
            WireOp.WinPart,
            WireOp.WinUnpart,
            WireOp.GetRelPos,
            WireOp.AddRelPos
        );
        Refuse(rules, Peers, WireOp.Reduce, WireOp.FakeCpy);
        RaiseFused(rules);
        foreach (WireOp op in Enum.GetValues<WireOp>())
        {
            rules[(int)op] ??= Same(op);
        }

        return rules!;
    }

    private static void RaiseFused(RaiseRule?[] rules)
    {
        void Add(WireOp op, string into, Action<Raising> apply, Action<ParsedGraph, int>? prepare = null) =>
            rules[(int)op] = new RaiseRule(RaiseKind.Raised, into, prepare ?? RaiseParameters.Prepare, apply);

        Add(WireOp.Unary, "Unary, Glu", ActivationRaises.RaiseUnary);
        Add(
            WireOp.FusedMulUnary,
            "Glu; Unary, Clamp, Mul",
            ActivationRaises.RaiseMulUnary,
            ActivationRaises.PrepareMulUnary
        );
        Add(WireOp.SoftCap, "Scale, Unary, Scale", ActivationRaises.RaiseSoftCap);
        Add(WireOp.SoftCapMax, "Scale, Unary, Scale, SoftMax", ActivationRaises.RaiseSoftCapMax);
        Add(WireOp.FusedRmsNorm, "RmsNorm, Mul", NormRaises.RaiseRmsNorm);
        Add(WireOp.FusedNorm, "Norm, Mul", NormRaises.RaiseLayerNorm);
        Add(WireOp.FusedRmsRmsAdd, "RmsNorm, Mul, RmsNorm, Mul, Add", NormRaises.RaiseSumOfNorms);
        Add(WireOp.FusedUpGate, "MulMat, MulMat, Glu", FeedForwardRaises.RaiseUpGate);
        Add(WireOp.MoeFusedUpGate, "MulMatId, MulMatId, AddId, Glu", FeedForwardRaises.RaiseExperts);
        Add(WireOp.RopeCache, "Dup of the positions", RopeRaises.RaiseCache);
        Add(WireOp.RopeFast, "Rope", RopeRaises.RaiseFast);
        Add(WireOp.Cpy, "Cpy", RowRaises.RaiseCopy);
        Add(WireOp.SetRows, "SetRows", RowRaises.RaiseSetRows);
        Add(WireOp.MultiAdd, "MultiAdd", RowRaises.RaiseMultiAdd);
        Add(WireOp.MulMultiAdd, "MultiAdd", static r => r.Result(GraphOp.MultiAdd, default, r.Sources()));
        Add(WireOp.Dsv4HcComb, "HcComb", static r => r.Result(GraphOp.HcComb, r.Parameters, r.Sources()));
        Add(WireOp.Dsv4HcPre, "HcPre", static r => r.Result(GraphOp.HcPre, r.Parameters, r.Sources()));
        Add(WireOp.Dsv4HcPost, "HcPost", static r => r.Result(GraphOp.HcPost, r.Parameters, r.Sources()));
        Add(WireOp.HcPost, "HcPost", RowRaises.RaiseHcPost);
    }

    private static RaiseRule Same(WireOp op)
    {
        if (!Enum.TryParse(op.ToString(), out GraphOp canonical))
        {
            throw new InvalidOperationException($"{op} has no rule");
        }

        Action<ParsedGraph, int> prepare = op switch
        {
            WireOp.Rope => RopeRaises.PrepareRope,
            WireOp.GetRows or WireOp.MulMatId => RowRaises.PrepareIndexed,
            _ => RaiseParameters.Prepare,
        };
        return new RaiseRule(
            RaiseKind.Same,
            canonical.ToString(),
            prepare,
            raising => raising.Result(canonical, raising.Parameters, raising.Sources())
        );
    }

    private static void NoWork(RaiseRule?[] rules, params ReadOnlySpan<WireOp> ops)
    {
        foreach (WireOp op in ops)
        {
            rules[(int)op] = new RaiseRule(RaiseKind.NoWork, "nothing is computed", null, null);
        }
    }

    private static void Refuse(RaiseRule?[] rules, string reason, params ReadOnlySpan<WireOp> ops)
    {
        foreach (WireOp op in ops)
        {
            rules[(int)op] = new RaiseRule(RaiseKind.Refused, reason, null, null);
        }
    }
}
