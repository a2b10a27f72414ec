// What the real Prisma says of schemas, as `prisma validate` and `prisma format` would.
//
//   node validate.cjs prisma-7 < [{"path": "text", …}, …]
//
// Each object is one schema in its files; to each there is one {"error": …, "formatted": …}: the
// message or null, and whether `prisma format` would leave the files as they are.

const { readFileSync } = require("node:fs");
const prisma = require(process.argv[2]);

function error(files) {
  try {
    prisma.validate(JSON.stringify({ prismaSchema: files, noColor: true }));
    return null;
  } catch (thrown) {
    return String(thrown);
  }
}

function isFormatted(files) {
  const options = { tabSize: 2, insertSpaces: true };
  const asked = { textDocument: { uri: `file:/${files[0][0]}` }, options };
  const formatted = JSON.parse(prisma.format(JSON.stringify(files), JSON.stringify(asked)));
  return files.every(([path, text]) => formatted.some(([p, t]) => p === path && t === text));
}

const schemas = JSON.parse(readFileSync(0, "utf8")).map(Object.entries);
const answers = schemas.map((files) => ({ error: error(files), formatted: isFormatted(files) }));
process.stdout.write(JSON.stringify(answers));
