"""By which ways `serve` of an adapter is got, and which is called."""

from __future__ import annotations

import pytest

from codemods.inngest.serves import required_adapter


def adapters(project, text):
    return [serve.adapter for serve in project({"server.js": text}).serves]


@pytest.mark.parametrize(
    "text",
    [
        'import { serve } from "inngest/express";\nserve({ functions: [] });',
        'import { serve as s } from "inngest/express";\ns({ functions: [] });',
        'import * as inngest from "inngest/express";\ninngest.serve({ functions: [] });',
        'const { serve } = require("inngest/express");\nserve({ functions: [] });',
        'const { serve: s } = require("inngest/express");\ns({ functions: [] });',
        'const serve = require("inngest/express").serve;\nserve({ functions: [] });',
        'const inngest = require("inngest/express");\ninngest.serve({ functions: [] });',
        'const inngest = require("inngest/express");\n(0, inngest.serve)({ functions: [] });',
        'var inngest = require("inngest/express");\n(0, inngest.serve)({ functions: [] });',
        'require("inngest/express").serve({ functions: [] });',
        'const f = () => {\n  const { serve } = require("inngest/express");\n  serve({});\n};',
    ],
)
def test_serve_is_followed_to_its_adapter(project, text):
    assert adapters(project, text) == ["inngest/express"]


@pytest.mark.parametrize(
    "text",
    [
        'const { serve } = require("another/express");\nserve({ functions: [] });',
        'const { handle } = require("inngest/express");\nhandle({ functions: [] });',
        'const bun = require("inngest/bun");\nbun.handle({ functions: [] });',
        'const { serve } = require("inngest/express");\nconst f = (serve) => serve({});',
        'const { a } = { a: require("inngest/express") };\na.serve({ functions: [] });',
        'const specifier = "inngest/express";\nconst { serve } = require(specifier);\nserve({});',
        "Bun.serve({ port: 80 });",
    ],
)
def test_what_is_no_serve_of_an_adapter_is_none(project, text):
    assert adapters(project, text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('const all = { express: require("inngest/express") };', True),
        ('const all = { express: require("express") };', False),
        ('import { serve } from "inngest/express";', False),
    ],
)
def test_an_adapter_that_is_required_is_seen_wherever_it_goes(project, text, found):
    source = project({"server.js": text}).source("server.js")
    assert (required_adapter(source) is not None) == found
