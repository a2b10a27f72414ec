// Lets a status component ask a pretended route, on a pretended clock, and prints what it does.
//
//   tsx follow.mts MODULE SCENARIO              in the app's folder
//
// MODULE is the component's, with `watch` and `start` exported too. SCENARIO is JSON, one of
//   { "answers": [...], "seconds": 60, "hidden": [[from, to]], "stopAt": 5, "takes": 0 }
//   { "start": [...] }
//   { "render": name, "props": [...] }
// An answer is what the route says ({ "status": 200, "body": {...} }), text for a body that is no
// JSON, or null for no connection; the last one is given again and again. `takes` is how many
// seconds an answer takes. Printed is { "asked": [seconds], "most": the most requests at once,
// "shown": [...], "aborted": n, "listeners": n }, or a list of what `start` gives, or of markup.

import { createRequire } from "node:module";
import { resolve } from "node:path";
import { mock } from "node:test";
import { pathToFileURL } from "node:url";

type Json = any;

const STEP = 250;

const [modulePath, text] = process.argv.slice(2);
const scenario = JSON.parse(text);
const component = await import(pathToFileURL(resolve(modulePath)).href);

function response(answer: Json): Response {
  if (answer === null) {
    throw new TypeError("fetch failed");
  }
  if (typeof answer === "string") {
    return new Response(answer);
  }
  return Response.json(answer.body ?? {}, { status: answer.status ?? 200 });
}

async function settled() {
  for (let turn = 0; turn < 5; turn += 1) {
    await new Promise((done) => setImmediate(done));
  }
}

async function startedWith(answer: Json) {
  const requests: Json[] = [];
  globalThis.fetch = async (url, options) => {
    requests.push([url, options?.method]);
    return response(answer);
  };
  return { ...(await component.start("/api/documents/d1/generate")), requests };
}

async function watched() {
  const result = { asked: [] as number[], most: 0, shown: [] as Json[], aborted: 0, listeners: 0 };
  const seen = new Set<() => void>();
  const page = {
    hidden: false,
    addEventListener: (_: string, listener: () => void) => void seen.add(listener),
    removeEventListener: (_: string, listener: () => void) => void seen.delete(listener),
  };
  Object.assign(globalThis, { document: page });
  mock.timers.enable({ apis: ["setTimeout"] });
  let now = 0;
  let open = 0;
  globalThis.fetch = (_, options) => {
    const answer = scenario.answers[Math.min(result.asked.length, scenario.answers.length - 1)];
    result.asked.push(now / 1000);
    result.most = Math.max(result.most, (open += 1));
    return new Promise((resolve, reject) => {
      const settle = (how: () => void) => {
        open -= 1;
        how();
      };
      options?.signal?.addEventListener("abort", () => {
        result.aborted += 1;
        settle(() => reject(new DOMException("aborted", "AbortError")));
      });
      const answered = () => {
        try {
          const made = response(answer);
          settle(() => resolve(made));
        } catch (error) {
          settle(() => reject(error));
        }
      };
      if (scenario.takes) {
        setTimeout(answered, scenario.takes * 1000);
      } else {
        answered();
      }
    });
  };
  const isHidden = () =>
    (scenario.hidden ?? []).some(([from, to]: number[]) => now >= from * 1000 && now < to * 1000);
  page.hidden = isHidden();
  const stop = component.watch("/api/documents/d1/generate", (progress: Json) => {
    result.shown.push(progress);
  });
  for (; now <= scenario.seconds * 1000; now += STEP) {
    if (isHidden() !== page.hidden) {
      page.hidden = !page.hidden;
      seen.forEach((listener) => listener());
    }
    if (scenario.stopAt !== undefined && now === scenario.stopAt * 1000) {
      stop();
    }
    mock.timers.tick(now === 0 ? 0 : STEP);
    await settled();
  }
  return { ...result, listeners: seen.size };
}

async function startedWithEach() {
  const results = [];
  for (const answer of scenario.start) {
    results.push(await startedWith(answer));
  }
  return results;
}

async function rendered() {
  const load = createRequire(resolve(modulePath));
  const { createElement } = load("react");
  const { renderToString } = load("react-dom/server");
  return scenario.props.map((props: Json) =>
    renderToString(createElement(component[scenario.render], props)),
  );
}

const run = scenario.render ? rendered : scenario.start ? startedWithEach : watched;
const result = await run();
process.stdout.write(JSON.stringify(result));
