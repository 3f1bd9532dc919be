// A conversation with a model in this process: dotnet run -- MODEL.gguf
using Caravan;
using Microsoft.Extensions.AI;

using CaravanChatClient client = CaravanChatClient.Open(args[0], new() { ChatTemplate = args.ElementAtOrDefault(1) });
List<ChatMessage> conversation = [new(ChatRole.System, "You answer in one or two sentences.")];
ChatOptions options = new() { Temperature = 0.7f, MaxOutputTokens = 256 };

while (Console.ReadLine() is { Length: > 0 } question)
{
    conversation.Add(new ChatMessage(ChatRole.User, question));
    List<ChatResponseUpdate> answer = [];
    await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(conversation, options))
    {
        Console.Write(update.Text);
        answer.Add(update);
    }
    Console.WriteLine();
    conversation.AddMessages(answer);
}
