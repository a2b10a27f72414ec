"""A test double of the Inngest dev server, which speaks the SDK's own protocol on loopback.

It takes the registration of an app, receives events, and drives functions through the app's own
route, one request after another, as the SDK's HTTP protocol has it (inngest 3 and 4, dev mode,
unsigned). Whatever a step returns goes through JSON and comes back memoized in the next request.

    with DevServer() as server:                    # the app gets INNGEST_DEV=server.url
        server.register("http://127.0.0.1:3000/api/inngest")
        event = server.receive("report/generate")  # waits until the app has sent it
        (run,) = server.deliver(event)             # to the end, its onFailure handler included
        run = server.tick("sweep-reports")         # as the schedule would

Time does not pass here: a step that failed is tried again at once, and sleeping is over at once.
Nothing happens by itself: an event waits in the inbox until a test delivers it. What the product's
jobs do not use (waiting for events, invoking functions, batches, flow control) is not played, and
a function that asks for it makes the run raise `NotPlayed`.
"""

from __future__ import annotations

import itertools
import json
import re
import threading
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from e2e.protocol import Ask, Event, Function, Run, request

# Seconds until an event that the app sends without waiting for it counts as lost.
PATIENCE = 20.0

_FAILED = "inngest/function.failed"
_TIMER = "inngest/scheduled.timer"


class DevServer:
    """The server; a context manager that holds its port. `url` is its address.

    `ask` is how it reaches the app: over HTTP, or as a test's own client does.
    """

    def __init__(self, ask: Ask = request) -> None:
        self._ask = ask
        self._changed = threading.Condition()
        self._inbox: list[Event] = []
        self._functions: dict[str, Function] = {}
        self._runs: dict[str, Run] = {}
        self._numbers = itertools.count(1)
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,))
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def register(self, route: str) -> Mapping[str, Function]:
        """Ask the app behind `route` for its functions, which replace what was known; by id."""
        self._functions = {}
        status, _, text = self._ask("PUT", route, b"{}")
        if status != 200:
            raise AssertionError(f"PUT {route} answers {status}:\n{text[:2000]}")
        return dict(self._functions)

    @property
    def inbox(self) -> tuple[Event, ...]:
        """The events that came in and were not delivered yet, the oldest first."""
        with self._changed:
            return tuple(self._inbox)

    def forget(self) -> None:
        """Empty the inbox."""
        with self._changed:
            self._inbox.clear()

    def receive(self, name: str, **data: object) -> Event:
        """Take the oldest event of that name and data out of the inbox; waits for it if need be."""

        def first() -> Event | None:
            fitting = (e for e in self._inbox if e.name == name and data.items() <= e.data.items())
            return next(fitting, None)

        with self._changed:
            event = self._changed.wait_for(first, PATIENCE)
            if event is None:
                raise AssertionError(f"no {name} with {data} came, but {self._inbox}")
            self._inbox.remove(event)
            return event

    def event(self, name: str, data: Mapping[str, Any]) -> Event:
        """A new event, as if someone else had sent it; it is not put into the inbox."""
        number = next(self._numbers)
        return Event(f"event-{number}", name, data, time.time_ns() // 1_000_000)

    def listeners(self, event: Event) -> tuple[Function, ...]:
        """The functions that the event starts."""
        return tuple(each for each in self._functions.values() if each.listens_to(event))

    def start(self, event: Event, function: Function, *, checkpoints: bool = False) -> Run:
        """A run that no request was sent for yet; `checkpoints` as `Run` says."""
        run = Run(
            f"run-{next(self._numbers)}", function, event, checkpoints=checkpoints, ask=self._ask
        )
        self._runs[run.id] = run
        return run

    def deliver(self, event: Event) -> tuple[Run, ...]:
        """Run every function that the event starts to its end."""
        return tuple(self.finish(self.start(event, each)) for each in self.listeners(event))

    def tick(self, job: str) -> Run:
        """Run the function with this id (without the client's) as its schedule does."""
        (function,) = (f for f in self._functions.values() if f.id.endswith(f"-{job}"))
        schedules = [trigger["cron"] for trigger in function.triggers if "cron" in trigger]
        if not schedules:
            raise AssertionError(f"{function.id} has no schedule")
        return self.finish(self.start(self.event(_TIMER, {"cron": schedules[0]}), function))

    def finish(self, run: Run) -> Run:
        """Drive the run to its end; when it fails, its onFailure handler too."""
        run.finish()
        if run.status == "failed":
            data = {
                "function_id": run.function.id,
                "run_id": run.id,
                "error": {"name": "Error", "message": run.error, "stack": ""},
                "event": run.event.as_json(),
            }
            for handler in self.deliver(self.event(_FAILED, data)):
                run.failed = handler
        return run

    def _answer(self, path: str, body: Any) -> dict[str, Any]:
        if path == "/fn/register":
            for config in body["functions"]:
                function = Function.of(config)
                self._functions[function.id] = function
            return {"ok": True, "status": 200, "modified": True}
        if path.startswith("/e/"):
            events = [self._as_event(each) for each in (body if isinstance(body, list) else [body])]
            with self._changed:
                self._inbox.extend(events)
                self._changed.notify_all()
            return {"ids": [event.id for event in events], "status": 200}
        if found := re.fullmatch("/v1/checkpoint/([^/]+)/async", path):
            # The run's own thread waits for the app's answer meanwhile.
            self._runs[found[1]].remember(body["steps"])
        return {}

    def _as_event(self, sent: Mapping[str, Any]) -> Event:
        made = self.event(sent["name"], sent.get("data") or {})
        return Event(sent.get("id") or made.id, made.name, made.data, sent.get("ts") or made.ts)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                self._reply(server._answer(urlsplit(self.path).path, json.loads(body or b"null")))

            def do_GET(self) -> None:
                self._reply({})

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

            def _reply(self, answer: Mapping[str, Any]) -> None:
                text = json.dumps(answer).encode()
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

        return Handler
