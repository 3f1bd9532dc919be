// The parts of OpenAI's API that its client for Node uses: node openai.mjs PACKAGE ADDRESS PART
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";

const [folder, address, part] = process.argv.slice(2);
const { OpenAI } = await import(pathToFileURL(`${folder}/index.mjs`));
const client = new OpenAI({ apiKey: "none", baseURL: `${address}v1`, maxRetries: 0 });
const messages = [{ role: "user", content: "Who is Emma?" }];
const greedy = { model: "austen", messages, temperature: 0, max_completion_tokens: 12 };

const parameters = {
  type: "object",
  properties: { place: { enum: ["Bath", "Lyme"] } },
  required: ["place"],
  additionalProperties: false,
};
const tools = [{ type: "function", function: { name: "weather", description: "The weather.", parameters } }];

const parts = {
  async chat() {
    const answer = await client.chat.completions.create({ ...greedy, n: 2 });
    assert.equal(answer.choices.length, 2);
    assert.equal(answer.choices[0].message.content, answer.choices[1].message.content);
    assert.equal(answer.choices[0].finish_reason, "length");
    assert.equal(answer.usage.completion_tokens, 24);
  },
  async streaming() {
    const whole = await client.chat.completions.create(greedy);
    const stream = await client.chat.completions.create({
      ...greedy, stream: true, stream_options: { include_usage: true },
    });
    let text = "";
    let usage;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? "";
      usage = chunk.usage ?? usage;
    }
    assert.equal(text, whole.choices[0].message.content);
    assert.equal(usage.completion_tokens, 12);
  },
  async completions() {
    const answer = await client.completions.create({
      model: "austen", prompt: "It is", max_tokens: 4, temperature: 0, logprobs: 2, echo: true,
    });
    assert.ok(answer.choices[0].text.startsWith("It is"));
    assert.equal(answer.choices[0].logprobs.tokens.length, 4);
  },
  async tools() {
    const answer = await client.chat.completions.create({
      ...greedy, max_completion_tokens: 200, parallel_tool_calls: false, tools, tool_choice: { type: "function", function: { name: "weather" } },
    });
    const [call] = answer.choices[0].message.tool_calls;
    assert.equal(call.function.name, "weather");
    assert.ok(parameters.properties.place.enum.includes(JSON.parse(call.function.arguments).place));
    assert.equal(answer.choices[0].finish_reason, "tool_calls");
    const back = await client.chat.completions.create({
      ...greedy,
      messages: [...messages, answer.choices[0].message, { role: "tool", tool_call_id: call.id, content: "It rains." }],
    });
    assert.equal(back.usage.completion_tokens, 12);
    const runner = client.chat.completions.stream({
      ...greedy, max_completion_tokens: 200, parallel_tool_calls: false, tools, tool_choice: "required",
    });
    let pieces = 0;
    runner.on("tool_calls.function.arguments.delta", () => pieces++);
    const streamed = await runner.finalChatCompletion();
    assert.equal(streamed.choices[0].message.tool_calls[0].function.arguments, call.function.arguments);
    assert.ok(pieces > 2);
  },
  async schema() {
    const answer = await client.chat.completions.parse({
      ...greedy, max_completion_tokens: 200,
      response_format: { type: "json_schema", json_schema: { name: "place", schema: parameters, strict: true } },
    });
    assert.ok(parameters.properties.place.enum.includes(JSON.parse(answer.choices[0].message.content).place));
  },
  async errors() {
    await assert.rejects(client.chat.completions.create({ ...greedy, n: 1000 }), problem => {
      assert.ok(problem instanceof OpenAI.BadRequestError);
      assert.equal(problem.param, "n");
      assert.equal(problem.type, "invalid_request_error");
      return true;
    });
    await assert.rejects(client.embeddings.create({ model: "austen", input: "x" }), OpenAI.NotFoundError);
  },
  async cancellation() {
    const stream = await client.chat.completions.create({ ...greedy, max_completion_tokens: 400, stream: true });
    for await (const chunk of stream) {
      assert.ok(chunk.id);
      stream.controller.abort();
    }
  },
  async models() {
    const ids = [];
    for await (const model of client.models.list()) ids.push(model.id);
    assert.deepEqual(ids, ["austen", "jane"]);
  },
};

await parts[part]();
console.log("passed");
