from __future__ import annotations

import pytest

from codemods.inngest.database import PrismaClient, find_prisma, read_schema, uses_prisma

PACKAGE = '{ "dependencies": { "@prisma/client": "6.0.0", "inngest": "4.0.0" } }'
ALIAS = '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }'
IMPORT = 'import { PrismaClient } from "@prisma/client";\n'


def app(text, **more):
    files = {"package.json": PACKAGE, "tsconfig.json": ALIAS, "src/lib/db.ts": text}
    return {**files, **{path.replace("__", "/") + ".ts": code for path, code in more.items()}}


def job(imports, name="prisma"):
    call = f'inngest.createFunction({{ id: "{name}" }}, () => {name}.x.count())'
    return f'import {{ inngest }} from "@/inngest";\n{imports}\nexport const {name}Job = {call};\n'


INNGEST = {
    "src__inngest": 'import { Inngest } from "inngest";\nexport const inngest = new Inngest({});'
}


@pytest.mark.parametrize(
    ("text", "exported", "name"),
    [
        pytest.param(
            "export const prisma = new PrismaClient();", "prisma", "prisma", id="constant"
        ),
        pytest.param(
            "const globalForPrisma = globalThis as unknown as { prisma?: PrismaClient };\n"
            "export const prisma = globalForPrisma.prisma ?? new PrismaClient();\n",
            "prisma",
            "prisma",
            id="kept in a global",
        ),
        pytest.param(
            "const prismaClientSingleton = () => { return new PrismaClient(); };\n"
            "const prisma = globalThis.prismaGlobal ?? prismaClientSingleton();\n"
            "export default prisma;\n",
            "default",
            "prisma",
            id="made by a function, default export",
        ),
        pytest.param(
            "function create() {\n  return new PrismaClient().$extends({});\n}\n"
            "export const db = remember('prisma', create);\n",
            "db",
            "db",
            id="remembered",
        ),
        pytest.param(
            "const base = new PrismaClient();\nexport const prisma = base.$extends({});\n",
            "prisma",
            "prisma",
            id="extended",
        ),
        pytest.param(
            "const client = new PrismaClient();\nexport { client as database };\n",
            "database",
            "database",
            id="exported under another name",
        ),
        pytest.param(
            "let prisma: PrismaClient;\nif (process.env.CI) {\n  prisma = new PrismaClient();\n"
            "} else {\n  global.prisma ??= new PrismaClient();\n  prisma = global.prisma;\n}\n"
            "export { prisma };\n",
            "prisma",
            "prisma",
            id="assigned later",
        ),
    ],
)
def test_the_exported_client_is_found(project, text, exported, name):
    found = find_prisma(project(app(IMPORT + text)))
    assert found == PrismaClient("src/lib/db.ts", exported, name, None)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("const prisma = new PrismaClient();", id="private"),
        pytest.param(
            "export function getPrisma() {\n  return new PrismaClient();\n}", id="function"
        ),
        pytest.param("export const getPrisma = () => new PrismaClient();", id="arrow function"),
        pytest.param("export type Db = PrismaClient;", id="type"),
        pytest.param("export interface Db { prisma: PrismaClient }", id="interface"),
        pytest.param("export let prisma: PrismaClient;", id="never made"),
        pytest.param("export class Db {\n  prisma = new PrismaClient();\n}", id="class"),
        pytest.param("export const schema = 'new PrismaKlient';", id="another word"),
    ],
)
def test_what_is_no_exported_client_is_not_found(project, text):
    assert find_prisma(project(app(IMPORT + text))) is None


def test_the_class_may_come_from_a_folder_that_prisma_generates(project):
    text = 'import { PrismaClient } from "@/generated/prisma/client";\n'
    found = find_prisma(project(app(f"{text}export const prisma = new PrismaClient();")))
    assert found is not None
    assert found.path == "src/lib/db.ts"


TWO = {
    "src__lib__prisma": IMPORT + "export const prisma = new PrismaClient();",
    "src__lib__civic": IMPORT + "export const civic = new PrismaClient();",
}


def test_of_two_clients_the_one_that_jobs_import_is_meant(project):
    jobs = {
        "src__jobs__a": job('import { civic } from "@/lib/civic";', "civic"),
        "src__jobs__b": job('import { civic } from "../lib/civic";', "civic"),
        "src__jobs__c": job('import { civic } from "@/lib/civic";', "civic"),
    }
    for number in range(5):
        jobs[f"src__page{number}"] = 'import { prisma } from "@/lib/prisma";\nprisma.x.count();\n'
    found = find_prisma(project(app("", **TWO, **INNGEST, **jobs)))
    assert found == PrismaClient("src/lib/civic.ts", "civic", "civic", "@/lib/civic")


def test_of_two_clients_that_nobody_imports_the_usual_name_is_meant(project):
    found = find_prisma(project(app("", **TWO)))
    assert found is not None
    assert found.name == "prisma"


def test_a_default_export_keeps_the_name_that_the_project_gives_it(project):
    text = IMPORT + "const prisma = new PrismaClient();\nexport default prisma;\n"
    jobs = {"src__jobs__a": job('import db from "@/lib/db";\n// prisma', "db")}
    found = find_prisma(project(app(text, **INNGEST, **jobs)))
    assert found == PrismaClient("src/lib/db.ts", "default", "db", "@/lib/db")


def test_a_barrel_between_is_imported_as_the_project_does(project):
    text = IMPORT + "const client = new PrismaClient();\nexport { client as prisma };\n"
    more = {
        "src__lib__index": 'export { prisma } from "./db";\n',
        "src__jobs__a": job('import { prisma } from "@/lib";'),
    }
    found = find_prisma(project(app(text, **INNGEST, **more)))
    assert found == PrismaClient("src/lib/index.ts", "prisma", "prisma", "@/lib")


def test_a_barrel_that_renames_it_is_imported_from(project):
    text = IMPORT + "export const prisma = new PrismaClient();\n"
    more = {
        "src__lib__index": 'export { prisma as db } from "./db";\n',
        "src__jobs__a": job('import { db } from "../lib";', "db"),
    }
    found = find_prisma(project(app(text, **INNGEST, **more)))
    assert found == PrismaClient("src/lib/index.ts", "db", "db", None)


def test_an_import_of_the_type_alone_is_no_use(project):
    text = IMPORT + "export const prisma = new PrismaClient();\n"
    more = {"src__jobs__a": job('import type { prisma } from "@/lib/db";')}
    found = find_prisma(project(app(text, **INNGEST, **more)))
    assert found == PrismaClient("src/lib/db.ts", "prisma", "prisma", None)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"src/a.ts": "export {};\n"}, False),
        ({"prisma/schema.prisma": "model A {\n  id String @id\n}\n"}, True),
        ({"src/db.ts": IMPORT + "export const db = new PrismaClient();"}, True),
        ({"src/db.ts": IMPORT + "export type Db = PrismaClient;"}, False),
    ],
    ids=["nothing", "a schema", "a client", "a type"],
)
def test_prisma_is_used_where_there_is_a_schema_or_a_client(project, files, expected):
    assert uses_prisma(project({"package.json": "{}", **files})) is expected


def test_a_schema_in_several_files_is_one(project):
    files = {
        "prisma/schema/main.prisma": 'datasource db {\n  provider = "sqlite"\n}\n',
        "prisma/schema/a.prisma": "model A {\n  id String @id\n}\n",
        "prisma/schema/b.prisma": "enum B {\n  X\n}\n",
    }
    schema = read_schema(project({"package.json": "{}", **files}))
    assert schema is not None
    assert [model.name for model in schema.models] == ["A"]
    assert [enum.name for enum in schema.enums] == ["B"]
