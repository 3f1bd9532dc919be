// What a set or for assigns to.
using Caravan.Models.Chat.Jinja.Expressions;
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja.Statements;

/// <summary>Assigns to names, tuples of names, and members of namespaces and mappings.</summary>
internal static class AssignmentTarget
{
    /// <summary>True for an expression that can be assigned to.</summary>
    public static bool IsTarget(Expression target) =>
        target is NameExpression
        || (target is PostfixExpression { Operations: [.., MemberOperation] })
        || (target is ListExpression list && list.Items.All(IsTarget));

    /// <summary>Assigns.</summary>
    public static void Assign(RenderState state, Expression target, JinjaValue value)
    {
        state.Position = target.Position;
        switch (target)
        {
            case NameExpression name:
                state.Scope.Set(name.Name, value);
                break;
            case ListExpression list:
                if (value is not JinjaList { Items: var items } || items.Count != list.Items.Count)
                {
                    string found = value is JinjaList other ? $"{other.Items.Count} values" : $"a {value.TypeName}";
                    throw state.Error($"found {found} for {list.Items.Count} names");
                }

                for (int i = 0; i < items.Count; i++)
                {
                    Assign(state, list.Items[i], items[i]);
                }

                break;
            case PostfixExpression member:
                AssignMember(state, member, value);
                break;
        }
    }

    private static void AssignMember(RenderState state, PostfixExpression member, JinjaValue value)
    {
        JinjaValue owner = member.First.Evaluate(state);
        foreach (PostfixOperation operation in member.Operations.SkipLast(1))
        {
            owner = operation.Apply(state, owner);
        }

        JinjaValue key = ((MemberOperation)member.Operations[^1]).Key.Evaluate(state);
        state.Position = member.Position;
        if (owner is not JinjaMap map || !JinjaKeyComparer.IsKey(key))
        {
            throw state.Error(
                $"found an assignment to a member of a {owner.TypeName}; expected a namespace or mapping"
            );
        }

        state.MakeItems(1);
        map.Entries[key] = value;
    }
}
