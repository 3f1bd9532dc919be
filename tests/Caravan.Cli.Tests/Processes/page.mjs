// A person at the page, in a browser without a window: node page.mjs PLAYWRIGHT BROWSER ADDRESS SCREENSHOT
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";

const [folder, executablePath, address, screenshot] = process.argv.slice(2);
const { chromium } = await import(pathToFileURL(`${folder}/index.mjs`));
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
try {
  const context = await browser.newContext({ viewport: { width: 1000, height: 700 } });
  const page = await context.newPage();
  const foreign = [];
  const problems = [];
  page.on("request", request => request.url().startsWith(address) || foreign.push(request.url()));
  page.on("pageerror", problem => problems.push(problem.message));
  page.on("console", message => message.type() === "error" && problems.push(message.text()));
  await page.goto(address);

  // Asks, and sees the answer come.
  await page.fill("#input", "Who is Emma?");
  await page.press("#input", "Enter");
  await page.waitForSelector("#send:visible");
  assert.equal(await page.textContent("article.user .text"), "Who is Emma?");
  const first = await page.textContent("article.assistant .text");
  assert.ok(first.length > 0, "an answer without text");
  assert.match(await page.textContent("article.assistant .timings"), /^\d+ tokens, [\d.]+ tokens per second/);

  // Where the time of the last token went: this machine and two workers.
  await page.waitForFunction(() => document.querySelectorAll("#ledger .bar").length === 3);
  const widths = await page.$$eval("#ledger .run", bars => bars.map(bar => bar.getBoundingClientRect().width));
  assert.ok(widths.every(width => width > 0), `bars of ${widths}`);
  await page.screenshot({ path: screenshot });

  // Again, otherwise.
  await page.click("text=Regenerate");
  await page.waitForSelector("text=Regenerate");
  assert.equal(await page.locator("article").count(), 2);

  // A long answer is stopped, and what came of it stays.
  await page.click("#new");
  assert.equal(await page.locator("article").count(), 0);
  await page.fill("#input", "Tell me everything.");
  await page.click("#send");
  await page.waitForFunction(() => document.querySelector("article.assistant .text")?.textContent.length > 20);
  await page.click("#stop");
  const kept = await page.textContent("article.assistant .text");
  assert.ok(kept.length > 20);

  // Conversations outlast the page.
  await page.reload();
  assert.equal(await page.textContent("article.assistant .text"), kept);
  await page.click("nav li:nth-child(2) button");
  assert.equal(await page.textContent("article.user .text"), "Who is Emma?");
  await page.click("nav li.current button[aria-label^=Delete]");
  assert.equal(await page.locator("nav li").count(), 1);

  assert.deepEqual(foreign, [], "requests to other places");
  assert.deepEqual(problems, [], "errors of the page");
  console.log("passed");
} finally {
  await browser.close();
}
