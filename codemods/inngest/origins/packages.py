"""The packages whose calls leave the program, as data.

Names are those of the packages' own exports; ``default`` is the default export.
"""

from __future__ import annotations

from functools import cache

from msgspec import Struct, field

ANY = frozenset({"*"})
_NONE: frozenset[str] = frozenset()


class ClientPackage(Struct, frozen=True):
    """A package that talks to a service. Each set may be `ANY`.

    name:      the package; one that ends in ``/`` or ``-`` stands for all that begin so
    classes:   what `new` makes a client from
    factories: functions that give a client
    values:    exports that are clients in themselves
    functions: functions each of whose calls is a request
    """

    name: str
    classes: frozenset[str] = field(default=_NONE)
    factories: frozenset[str] = field(default=_NONE)
    values: frozenset[str] = field(default=_NONE)
    functions: frozenset[str] = field(default=_NONE)

    def matches(self, package: str) -> bool:
        """Whether it speaks for a package."""
        return package.startswith(self.name) if self.name[-1] in "/-" else package == self.name

    def makes(self, exported: str) -> bool:
        """Whether `new` of this export gives a client."""
        return self.classes is ANY or exported in self.classes

    def gives(self, exported: str) -> bool:
        """Whether a call of this export gives a client."""
        return self.factories is ANY or exported in self.factories

    def offers(self, exported: str) -> bool:
        """Whether this export is a client itself."""
        return self.values is ANY or exported in self.values

    def requests(self, exported: str) -> bool:
        """Whether a call of this export is a request itself."""
        return self.functions is ANY or exported in self.functions


def _names(*names: str) -> frozenset[str]:
    return frozenset(names)


PACKAGES = (
    # HTTP
    ClientPackage(
        "axios",
        classes=_names("Axios"),
        values=_names("default", "axios"),
        functions=_names("default", "axios"),
    ),
    ClientPackage("ky", values=_names("default", "ky"), functions=_names("default", "ky")),
    ClientPackage("got", values=_names("default", "got"), functions=_names("default", "got")),
    ClientPackage("undici", functions=_names("fetch", "request", "stream", "pipeline")),
    ClientPackage("node-fetch", functions=_names("default", "fetch")),
    ClientPackage("cross-fetch", functions=_names("default", "fetch")),
    # Models
    ClientPackage("openai", classes=_names("default", "OpenAI", "AzureOpenAI")),
    ClientPackage("@anthropic-ai/sdk", classes=_names("default", "Anthropic")),
    ClientPackage("@google/generative-ai", classes=_names("GoogleGenerativeAI")),
    ClientPackage("@google/genai", classes=_names("GoogleGenAI")),
    ClientPackage(
        "ai",
        functions=_names(
            "generateText",
            "streamText",
            "generateObject",
            "streamObject",
            "embed",
            "embedMany",
            "rerank",
            "experimental_generateImage",
            "generateImage",
            "experimental_transcribe",
            "experimental_generateSpeech",
        ),
    ),
    # Clouds
    ClientPackage("googleapis", values=_names("google")),
    ClientPackage("@google-cloud/", classes=ANY),
    ClientPackage("@aws-sdk/client-", classes=ANY),
    ClientPackage("@aws-sdk/lib-dynamodb", classes=ANY),
    ClientPackage("aws-sdk", classes=ANY),
    # Services
    ClientPackage("stripe", classes=_names("default", "Stripe"), factories=_names("default")),
    ClientPackage("resend", classes=_names("Resend")),
    ClientPackage(
        "twilio",
        classes=_names("Twilio", "default"),
        factories=_names("default", "Twilio", "twilio"),
    ),
    ClientPackage("@slack/web-api", classes=_names("WebClient")),
    ClientPackage("@slack/webhook", classes=_names("IncomingWebhook")),
    ClientPackage("@slack/bolt", classes=_names("App", "default")),
)

# Methods of clients that compute and send nothing.
LOCAL_METHODS = frozenset(
    {
        "constructEvent",
        "constructEventAsync",
        "destroy",
        "extend",
        "generateAuthUrl",
        "generateTestHeaderString",
        "getGenerativeModel",
        "isAxiosError",
        "isCancel",
        "on",
        "setCredentials",
        "startChat",
        "use",
        "validateRequest",
        "withOptions",
    }
)

# How the names of methods that only read begin; nothing is changed by calling them again.
READING = ("get", "list", "retrieve", "search", "find", "fetch", "head", "count", "describe")


@cache
def client_package(package: str, more: tuple[str, ...] = ()) -> ClientPackage | None:
    """What is known of a package, or None where it is none of these.

    more: further packages, of which everything counts
    """
    for each in more:
        named = ClientPackage(each, ANY, ANY, ANY, ANY)
        if each and named.matches(package):
            return named
    return next((each for each in PACKAGES if each.matches(package)), None)
