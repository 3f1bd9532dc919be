// Parameters and body of a macro or call block.
using Caravan.Models.Chat.Jinja.Expressions;
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Statements;

/// <summary>What is run when a macro is called.</summary>
internal sealed class MacroDefinition(string name, List<(string Name, Expression? Default)> parameters, Block body)
{
    /// <summary>The name in messages.</summary>
    public string Name => name;

    /// <summary>The macro as a value that sees <paramref name="scope"/>.</summary>
    public JinjaFunction Bind(Scope scope) => new(name, (state, arguments) => Run(state, scope, arguments));

    /// <summary>Runs the body with <paramref name="arguments"/> and gives back its text.</summary>
    private JinjaValue Run(RenderState state, Scope scope, JinjaArguments arguments)
    {
        Check(state, arguments);
        state.EnterCall();
        Scope outer = state.Scope;
        state.Scope = new Scope(scope);
        try
        {
            for (int i = 0; i < parameters.Count; i++)
            {
                JinjaValue? given = arguments.Get(i, parameters[i].Name);
                state.Scope.Set(
                    parameters[i].Name,
                    given ?? parameters[i].Default?.Evaluate(state) ?? JinjaUndefined.Instance
                );
            }

            JinjaValue? block = arguments.Get(int.MaxValue, "caller");
            if (block is not null)
            {
                state.Scope.Set("caller", block);
            }

            return state.Capture(body);
        }
        finally
        {
            state.Scope = outer;
            state.LeaveCall();
        }
    }

    private void Check(RenderState state, JinjaArguments arguments)
    {
        if (arguments.Positional.Count > parameters.Count)
        {
            throw state.Error(
                $"found {arguments.Positional.Count} arguments for '{name}'; expected at most {parameters.Count}"
            );
        }

        foreach (KeyValuePair<string, JinjaValue> argument in arguments.Named)
        {
            if (argument.Key != "caller" && !parameters.Exists(parameter => parameter.Name == argument.Key))
            {
                throw state.Error($"found the argument '{argument.Key}', which '{name}' does not have");
            }
        }
    }
}
