"""The SDK's HTTP protocol, seen from the server: events, registered functions, and runs.

A run is a row of requests to the app's route. Each brings the results of all steps so far, by
their hashed ids; the app answers with what the next step gave (206) or what the function returned
(200), or that it threw (400: for good, 500: may be tried again). This is the same in inngest 3 and
4, in dev mode, unsigned.
"""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from email.message import Message
from typing import Any

# More than the job of any test needs: a run that never ends should say so.
_REQUESTS = 1000

# How many times a step is retried where the function does not say (consts.DefaultRetryCount).
_RETRIES = 4

# Seconds for one request: Next's dev server compiles the route before it answers the first.
_PATIENCE = 120


# Sends JSON to the app: the method, the address and the body; status, headers and text come back.
Ask = Callable[[str, str, bytes], tuple[int, Message, str]]


class NotPlayed(Exception):
    """The app asks for something that this server does not do."""


@dataclass(frozen=True, slots=True)
class Event:
    """An event as the server keeps it; `data` is what JSON made of it."""

    id: str
    name: str
    data: Mapping[str, Any]
    ts: int

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, "name": self.name, "data": self.data, "ts": self.ts}


@dataclass(frozen=True, slots=True)
class Function:
    """A function as the app has registered it.

    id:       with the client's in front, as "briefly-generate-report"
    triggers: as registered: {"event", "expression"?} or {"cron"}
    attempts: how often a step is tried at most, the first time included
    url:      where it is run
    """

    id: str
    triggers: tuple[Mapping[str, str], ...]
    attempts: int
    url: str

    @staticmethod
    def of(config: Mapping[str, Any]) -> Function:
        """As the app describes it when it registers."""
        (step,) = config["steps"].values()
        retries = step.get("retries") or {}
        return Function(
            id=config["id"],
            triggers=tuple(config["triggers"]),
            attempts=retries.get("attempts", _RETRIES) + 1,  # "attempts" counts the retries
            url=step["runtime"]["url"],
        )

    def listens_to(self, event: Event) -> bool:
        """Whether the event starts it."""
        return any(_fires(trigger, event) for trigger in self.triggers)


def _fires(trigger: Mapping[str, str], event: Event) -> bool:
    if trigger.get("event") != event.name:
        return False
    expression = trigger.get("expression")
    if not expression:
        return True
    # The one expression that the SDK writes by itself: an onFailure handler's.
    found = re.fullmatch(r"event\.data\.function_id == '([^']*)'", expression)
    if found is None:
        raise NotPlayed(f"the expression {expression} of a trigger")
    return bool(event.data["function_id"] == found[1])


def request(method: str, url: str, body: bytes) -> tuple[int, Message, str]:
    """Send JSON to the app as the server does; status, headers and text of what it answers."""
    headers = {"content-type": "application/json", "x-inngest-server-kind": "dev"}
    asked = urllib.request.Request(url, body, headers, method=method)
    try:
        with urllib.request.urlopen(asked, timeout=_PATIENCE) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read().decode()


@dataclass(slots=True)
class Run:
    """One run of a function, and what it is known to have done.

    status: "running", "completed" or "failed"
    output: what the function returned, as JSON
    error:  the message that it failed with
    thrown: how often the function itself threw; more than once when it is run again for that
    tried:  the names of the steps in the order in which they ran, each try once
    memory: the results of steps by their hashed ids, as the app gets them with every request
    order:  those ids in the order in which the steps ended
    failed: the run of its onFailure handler, where it has one and failed
    asked:  how many requests were sent
    checkpoints: whether the app may report steps while a request is open, and go on; inngest 4
            does so by default, inngest 3 when its developer says so
    ask:    how the app is reached
    """

    id: str
    function: Function
    event: Event
    status: str = "running"
    output: Any = None
    error: str | None = None
    thrown: int = 0
    tried: list[str] = field(default_factory=list)
    memory: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    failed: Run | None = None
    asked: int = 0
    checkpoints: bool = False
    ask: Ask = request
    _attempt: int = 0
    _step: str = "step"
    _planned: bool = False

    def tries(self, step: str) -> int:
        """How often that step was tried."""
        return self.tried.count(step)

    def again(self) -> Run:
        """A run that begins anew and remembers everything this one has done."""
        return Run(
            self.id,
            self.function,
            self.event,
            memory=dict(self.memory),
            order=list(self.order),
            checkpoints=self.checkpoints,
            ask=self.ask,
        )

    def finish(self) -> Run:
        """Send requests until it has ended, and give the run itself."""
        for _ in range(_REQUESTS):
            if self.status != "running":
                return self
            self.advance()
        raise NotPlayed(f"{self.function.id} has not ended after {_REQUESTS} requests")

    def advance(self) -> None:
        """Send one request and note what came of it."""
        self.asked += 1
        status, retriable, answer = self._post(self._body())
        if status == 206:
            self._note(answer)
        elif status == 200:
            self.status, self.output = "completed", answer
        else:
            self.thrown += 1
            if retriable and self._attempt + 1 < self.function.attempts:
                self._attempt += 1
            else:
                self.status, self.error = "failed", answer["message"]

    def remember(self, operations: Sequence[Mapping[str, Any]]) -> bool:
        """Take the results of steps; whether one of them is to be tried again."""
        again = False
        for op in operations:
            match op["op"]:
                case "StepRun" | "Step" | "Sleep":
                    self._memoize(op, {"data": op.get("data")})
                case "StepError" if self._attempt + 1 < self.function.attempts:
                    self.tried.append(op["displayName"])
                    again = True
                case "StepError" | "StepFailed":
                    self._memoize(op, {"error": op["error"]})
                case "RunComplete":
                    self.status, self.output = "completed", op.get("data")
                case other:
                    raise NotPlayed(f"{other} in {self.function.id}")
        return again

    def _memoize(self, op: Mapping[str, Any], result: Mapping[str, Any]) -> None:
        self.tried.append(op.get("displayName") or op["id"])
        self.memory[op["id"]] = result
        self.order.append(op["id"])

    def _note(self, operations: Sequence[Mapping[str, Any]]) -> None:
        planned = [op["id"] for op in operations if op["op"] == "StepPlanned"]
        if self.remember([op for op in operations if op["op"] != "StepPlanned"]):
            self._attempt += 1
            return
        # Of steps that are to run side by side, the first; the others are planned again after it.
        self._attempt = 0
        self._step = planned[0] if planned else "step"
        self._planned = self._planned or bool(planned)

    def _body(self) -> dict[str, Any]:
        event = self.event.as_json()
        # The SDK checkpoints when it gets these names of the function and of the queue's item.
        names = {"fn_id": self.function.id, "qi_id": self.id} if self.checkpoints else {}
        return {
            "version": 1,
            "event": event,
            "events": [event],
            "steps": self.memory,
            "use_api": False,
            "ctx": {
                **names,
                "run_id": self.id,
                "attempt": self._attempt,
                "max_attempts": self.function.attempts,
                "disable_immediate_execution": self._planned,
                "use_api": False,
                "stack": {"stack": self.order, "current": len(self.order)},
            },
        }

    def _post(self, body: Mapping[str, Any]) -> tuple[int, bool, Any]:
        """Status, whether it may be tried again, and what the SDK answers."""
        address = re.sub(r"(?<=[?&]stepId=)[^&]*", self._step, self.function.url)
        status, headers, text = self.ask("POST", address, json.dumps(body).encode())
        if "x-inngest-sdk" not in headers:
            answer = f"{address} answers {status}, and not with the SDK"
            raise AssertionError(f"{answer}:\n{text[:2000]}")
        return status, headers.get("x-inngest-no-retry") != "true", json.loads(text or "null")
