// What a program finds around it, by the calls of Node.js.
import { Buffer } from "node:buffer";
import { randomBytes, randomUUID } from "node:crypto";
import * as fs from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { tell as library } from "./library.js";

export async function tell(what) {
  switch (what) {
    case "arguments":
      return process.argv.slice(2);
    case "environment": {
      const { NAME, EMPTY } = process.env;
      const names = Object.keys(process.env);
      return [
        `${NAME},${EMPTY}`,
        `${"NOT_THERE" in process.env}`,
        `${names.length}`,
      ];
    }
    case "clocks":
      return clocks();
    case "random":
      return [
        `${new Set([1, 2].map(() => randomBytes(16).toString("hex"))).size}`,
        randomUUID()[14],
      ];
    case "input": {
      const [first, ...rest] = fs.readFileSync(0, "utf8").split("\n");
      return [first, ...rest, `${fs.readFileSync(0).length}`];
    }
    case "output":
      process.stdout.write("out 1, ");
      process.stderr.write("err 1, ");
      console.log("out é");
      console.error("err 2");
      return [];
    case "files":
      return files();
    case "temporary":
      return temporary();
    case "library":
      return await library();
    case "denied":
      return denied();
    case "read-only":
      return [await attempt(() => fs.writeFileSync("/only/x", "x"))];
    case "exit":
      process.exit(7);
      return [];
    default:
      return [fs.readFileSync("/secret/x", "utf8")];
  }
}

function clocks() {
  const start = process.hrtime.bigint();
  while (process.hrtime.bigint() === start);
  const local = new Date(0);
  const two = (value) => String(value).padStart(2, "0");
  const day = [
    local.getFullYear(),
    two(local.getMonth() + 1),
    two(local.getDate()),
  ].join("-");
  const time = [local.getHours(), local.getMinutes(), local.getSeconds()]
    .map(two)
    .join(":");
  const zone =
    local.getTimezoneOffset() === 0 ? "UTC" : `${local.getTimezoneOffset()}`;
  return [`${day} ${time}`, zone, `${Date.now() > 1_700_000_000_000}`];
}

const KINDS = {
  ENOENT: "missing",
  EEXIST: "exists",
  ENOTEMPTY: "not empty",
  EISDIR: "folder",
};

async function attempt(act) {
  try {
    return `done: ${await act()}`;
  } catch (error) {
    const isDenied = ["EACCES", "EPERM"].includes(error.code);
    if (isDenied)
      return error.message.includes("--dir") ? "denied, --dir" : "denied";
    return KINDS[error.code] ?? `${error}`;
  }
}

async function files() {
  const folder = join("/", process.env.ROOT ?? "", "data/a/b");
  const [file, c, d] = ["é.txt", "c.txt", "d.bin"].map((name) =>
    join(folder, name),
  );
  fs.mkdirSync(folder, { recursive: true });
  await writeFile(file, "one\ntwo\n");
  fs.appendFileSync(file, "drei é\n");
  const text = await readFile(file, "utf8");
  const said = [text.trim().split("\n").join(","), `${fs.statSync(file).size}`];
  fs.renameSync(file, c);
  fs.copyFileSync(c, d);
  said.push(fs.readdirSync(folder).sort().join(","));
  const both = fs.openSync(c, "r+");
  const middle = Buffer.alloc(3);
  fs.readSync(both, middle, 0, 3, 4);
  fs.writeSync(both, "ONE", 0);
  fs.ftruncateSync(both, 3);
  fs.closeSync(both);
  said.push(`${middle} ${fs.readFileSync(c, "utf8")}`);
  fs.writeFileSync(d, new Uint8Array([0, 255, 128]));
  said.push(fs.readFileSync(d).toString("hex"));
  fs.utimesSync(d, 1_000_000_000, 1_000_000_000);
  said.push(`${fs.statSync(d).mtimeMs / 1000}`);
  said.push(
    `${fs.existsSync(file)} ${fs.statSync(folder).isDirectory()} ${fs.statSync(d).isFile()}`,
  );
  said.push(await attempt(() => readFile(file)));
  said.push(await attempt(() => fs.openSync(c, "wx")));
  said.push(await attempt(() => fs.rmdirSync(dirname(folder))));
  said.push(await attempt(() => fs.readFileSync(folder)));
  await rm(dirname(folder), { recursive: true });
  return [...said, fs.readdirSync(join(folder, "../..")).join(",")];
}

async function temporary() {
  const folder = await mkdtemp(join(tmpdir(), "x"));
  const path = join(folder, "x");
  await writeFile(path, "x");
  const said = `${folder.slice(0, 5)} ${await readFile(path)}`;
  await rm(folder, { recursive: true });
  return [said, `${fs.existsSync(folder)}`];
}

async function denied() {
  return [
    await attempt(() => fs.readFileSync("/secret/x")),
    await attempt(() => writeFile("/secret/x", "x")),
    await attempt(() => fs.readdirSync("/secret")),
    await attempt(() => fs.mkdirSync("/secret/x")),
    await attempt(() => fs.unlinkSync("/secret/x")),
    `${fs.existsSync("/secret/x")}`,
  ];
}
