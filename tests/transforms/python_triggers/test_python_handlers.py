"""Which functions of a module are handlers, and which of their ways out are a success."""

from __future__ import annotations

import pytest
from trigger_project import project

from codemods.errors import CodemodError
from codemods.transforms.python.triggers.handlers import find_function, function_names, handlers_in
from codemods.transforms.python.triggers.outcomes import outcome_of
from codemods.transforms.python.triggers.places import flow_of_handler

PATH = "of_a_test/app.py"


def handlers(text: str) -> list[tuple[str, str, tuple[str, ...]]]:
    found = handlers_in(project(app=text), PATH)
    return [(each.name, each.framework, each.methods) for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "from fastapi import FastAPI\napp = FastAPI()\n@app.post('/')\nasync def f(): ...",
            [("f", "fastapi", ("POST",))],
        ),
        (
            "import fastapi\nr = fastapi.APIRouter()\n"
            "@r.api_route('/', methods=['PUT', 'PATCH'])\ndef f(): ...",
            [("f", "fastapi", ("PUT", "PATCH"))],
        ),
        (
            "from flask import Flask\n\ndef create_app():\n    app = Flask(__name__)\n\n"
            "    @app.route('/', methods=('POST',))\n    def f(): ...\n\n    return app",
            [("f", "flask", ("POST",))],
        ),
        (
            "from flask import Blueprint\nbp = Blueprint('a', __name__)\n@bp.route('/')\ndef f(): ...",
            [("f", "flask", ("GET",))],
        ),
        (
            "from flask.views import MethodView\nclass V(MethodView):\n    def post(self): ...\n"
            "    def helper(self): ...",
            [("V.post", "flask", ("POST",))],
        ),
        (
            "from django.http import HttpResponse\n@require_POST\ndef f(request): ...\n"
            "def helper(x): ...",
            [("f", "django", ("POST",))],
        ),
        (
            "from django.http import HttpRequest\ndef f(r: HttpRequest): ...",
            [("f", "django", ("GET", "POST"))],
        ),
        (
            "from rest_framework import viewsets\nclass V(viewsets.ModelViewSet):\n"
            "    def perform_create(self, serializer): ...\n"
            "    @action(detail=True, methods=['post'])\n    def publish(self, request): ...",
            [("V.perform_create", "django", ("POST",)), ("V.publish", "django", ("POST",))],
        ),
        (
            "from rest_framework.decorators import api_view\n@api_view(['PUT'])\ndef f(request): ...",
            [("f", "django", ("PUT",))],
        ),
        ("import httpx\nclient = httpx.Client()\ndef f(request): ...", []),
    ],
)
def test_handlers_are_what_a_framework_calls(
    text: str, expected: list[tuple[str, str, tuple[str, ...]]]
) -> None:
    assert handlers(text) == expected


CLASSES = "class A:\n    def run(self): ...\n\nclass B:\n    def run(self): ...\n    def walk(self): ...\n"


def test_a_method_is_found_by_its_own_name_where_that_tells_it() -> None:
    found = project(app=CLASSES)
    assert function_names(found, PATH) == ("A.run", "B.run", "B.walk")
    assert find_function(found, PATH, "walk").name == "B.walk"
    assert find_function(found, PATH, "B.run").name == "B.run"
    with pytest.raises(CodemodError, match=r"several functions are called `run`: A\.run, B\.run"):
        find_function(found, PATH, "run")
    with pytest.raises(CodemodError) as raised:
        find_function(found, PATH, "wolk")
    assert raised.value.mend == "did you mean B.walk?"


@pytest.mark.parametrize(
    ("framework", "answer", "expected"),
    [
        ("fastapi", "return {'id': 1}", "success"),
        ("fastapi", "return", "success"),
        ("fastapi", "return {'error': 'no'}", "error"),
        ("fastapi", "return {'id': 1, 'error': None}", "success"),
        ("fastapi", "return {'success': False, 'id': 1}", "error"),
        ("fastapi", "return JSONResponse({'id': 1}, 201)", "success"),
        ("fastapi", "return JSONResponse({'id': 1}, 400)", "error"),
        ("fastapi", "return JSONResponse({'error': 'no'})", "error"),
        ("fastapi", "return Response(status_code=status.HTTP_404_NOT_FOUND)", "error"),
        ("fastapi", "return Response(status_code=HTTPStatus.NO_CONTENT)", "success"),
        ("fastapi", "return Response(status_code=code)", "unclear"),
        ("fastapi", "x = JSONResponse({}, status_code=500)\n    return x", "error"),
        ("fastapi", "return not_found()", "error"),
        ("fastapi", "return Out(id=1)", "success"),
        ("flask", "return jsonify(id=1), 201", "success"),
        ("flask", "return jsonify(error='no'), 400", "error"),
        ("flask", "return jsonify(error='no')", "error"),
        ("flask", "return '', 204", "success"),
        ("flask", "return {}, HTTPStatus.BAD_REQUEST", "error"),
        ("flask", "return redirect(url_for('login'))", "error"),
        ("flask", "return redirect(url_for('documents.show'))", "success"),
        ("flask", "return render_template('a.html')", "unclear"),
        ("django", "return HttpResponseForbidden()", "error"),
        ("django", "return HttpResponse('', 'text/plain', 404)", "error"),
        ("django", "return JsonResponse({'id': 1}, status=201)", "success"),
        ("django", "return render(request, 'a.html', status=400)", "error"),
        ("django", "return Response(x.errors, status=status.HTTP_400_BAD_REQUEST)", "error"),
        ("django", "return", "unclear"),
    ],
)
def test_an_answer_is_a_success_as_far_as_its_text_says(
    framework: str, answer: str, expected: str
) -> None:
    heads = {
        "fastapi": "from fastapi import FastAPI\napp = FastAPI()\n@app.post('/')\n",
        "flask": "from flask import Flask\napp = Flask('a')\n@app.post('/')\n",
        "django": "import django\n@require_POST\n",
    }
    (handler,) = handlers_in(
        project(app=f"{heads[framework]}def f(request):\n    {answer}\n"), PATH
    )
    ways = [way for way in flow_of_handler(handler).ways if way.kind == "return"]
    assert [outcome_of(handler, way) for way in ways] == [expected]
