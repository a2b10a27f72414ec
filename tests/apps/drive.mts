// Plays the Inngest server for one app: registers its functions, runs one of them to its end over
// the SDK's own protocol (dev mode, unsigned) and writes what happened to a file as JSON.
//
//   tsx drive.mts ROUTE REQUEST RESULT        in the app's folder
//
// ROUTE is the module that exports GET, POST and PUT. REQUEST is a JSON file:
//   { "function": "<id without the client's>" | null, "event": {...}, "watch": "<SQL>" | null }
// With no function only the registration is reported. `watch` is asked after each request and its
// first column recorded when it differs from the last: the history of a record's status.

import { createServer } from "node:http";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

type Json = any;

// More than the job of any test needs: a run that never ends should say so.
const REQUESTS = 500;

const [routePath, requestPath, resultPath] = process.argv.slice(2);
const wanted = JSON.parse(readFileSync(requestPath, "utf8"));
const sent: Json[] = [];
let registered: { appName: string; functions: Json[] } = { appName: "", functions: [] };

const server = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  response.setHeader("content-type", "application/json");
  if (request.url?.startsWith("/fn/register")) {
    registered = JSON.parse(body);
    response.end(JSON.stringify({ ok: true, status: 200, modified: true }));
  } else if (request.url?.startsWith("/e/")) {
    const events = JSON.parse(body);
    sent.push(...events.map(({ name, data }: Json) => ({ name, data })));
    response.end(
      JSON.stringify({ ids: events.map((_: Json, i: number) => `sent-${i}`), status: 200 }),
    );
  } else {
    response.end(JSON.stringify({}));
  }
});
await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
const address = server.address() as { port: number };
process.env.INNGEST_DEV = `http://127.0.0.1:${address.port}`;

const imported = await import(pathToFileURL(resolve(routePath)).href);
const route = imported.GET ? imported : imported.default;

async function call(method: "GET" | "PUT" | "POST", query: string, body?: Json) {
  const url = `http://localhost:3000/api/inngest${query}`;
  const headers = { host: "localhost:3000", "content-type": "application/json" };
  const init = { method, headers, body: body === undefined ? undefined : JSON.stringify(body) };
  const response = await route[method](new Request(url, init), {});
  const text = await response.text();
  return {
    status: response.status as number,
    retry: response.headers.get("x-inngest-no-retry") !== "true",
    json: text === "" ? null : JSON.parse(text),
  };
}

const libsql = createRequire(resolve("package.json"))("@prisma/adapter-libsql");
async function ask(sql: string): Promise<Json> {
  const adapter = await new libsql.PrismaLibSQL({ url: process.env.DATABASE_URL }).connect();
  try {
    const { rows } = await adapter.queryRaw({ sql, args: [], argTypes: [] });
    return rows[0]?.[0];
  } finally {
    await adapter.dispose();
  }
}

async function run(fnId: string, event: Json, attempts: number) {
  const steps: Record<string, Json> = {};
  const stack: string[] = [];
  const ran: string[] = [];
  const history: Json[] = [];
  let stepId = "step";
  let planned = false;
  let attempt = 0;

  const look = async () => {
    if (!wanted.watch) return;
    const now = await ask(wanted.watch);
    if (history.at(-1) !== now) history.push(now);
  };

  await look();
  for (let request = 0; request < REQUESTS; request += 1) {
    const query = `?fnId=${encodeURIComponent(fnId)}&stepId=${stepId}`;
    const answer = await call("POST", query, {
      version: 1,
      event,
      events: [event],
      steps,
      use_api: false,
      ctx: {
        run_id: "run-1",
        attempt,
        max_attempts: attempts,
        disable_immediate_execution: planned,
        use_api: false,
        stack: { stack, current: stack.length },
      },
    });
    await look();

    if (answer.status === 200) return { status: "completed", output: answer.json, ran, history };
    if (answer.status !== 206) {
      attempt += 1;
      if (answer.retry && attempt < attempts) continue;
      return { status: "failed", error: answer.json, ran, history };
    }

    let failing = false;
    const next: string[] = [];
    for (const op of answer.json) {
      if (op.op === "StepPlanned") {
        next.push(op.id);
        continue;
      }
      ran.push(op.displayName ?? op.name ?? op.id);
      if (op.op === "StepError" && attempt + 1 < attempts) {
        failing = true;
        continue;
      }
      const failed = op.op === "StepError" || op.op === "StepFailed";
      steps[op.id] = failed
        ? { type: "error", error: op.error }
        : { type: "data", data: op.data ?? null };
      stack.push(op.id);
    }
    // A step that is to be tried again is asked for as before; else the function goes on, with
    // the first of the steps that it wants to run side by side.
    if (failing) {
      attempt += 1;
    } else {
      attempt = 0;
      stepId = next[0] ?? "step";
      planned ||= next.length > 0;
    }
  }
  throw new Error(`${fnId} does not end within ${REQUESTS} requests`);
}

const introspection = await call("GET", "");
const registration = await call("PUT", "", {});
const result: Json = {
  introspection: introspection.json,
  registration: { status: registration.status, functions: registered.functions },
};

if (wanted.function) {
  const id = `${registered.appName}-${wanted.function}`;
  const found = (suffix: string) => registered.functions.find((fn) => fn.id === id + suffix);
  const fn = found("");
  // What is registered as "attempts" is the number of retries after the first.
  const attemptsOf = (entry: Json) => ((entry.steps.step.retries?.attempts ?? 4) as number) + 1;
  const event = { id: "event-1", ts: Date.now(), ...wanted.event };
  result.run = await run(fn.id, event, attemptsOf(fn));
  const handler = found("-failure");
  if (result.run.status === "failed" && handler) {
    const error = result.run.error;
    const failure = {
      name: "inngest/function.failed",
      id: "event-2",
      ts: Date.now(),
      data: { function_id: fn.id, run_id: "run-1", error, event },
    };
    result.failureHandler = await run(handler.id, failure, attemptsOf(handler));
  }
  result.sent = sent;
}

writeFileSync(resultPath, JSON.stringify(result, null, 2));
server.close();
process.exit(0);
