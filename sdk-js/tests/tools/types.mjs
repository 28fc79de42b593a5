// Checks each folder as `tsc -p` does; all share what TypeScript itself declares.
import { createRequire } from "node:module";

const [tools, ...folders] = process.argv.slice(1);
const ts = createRequire(`${tools}/package.json`)("typescript");
const shared = new Map();

function check(folder) {
  const { options, fileNames, errors } = ts.getParsedCommandLineOfConfigFile(
    `${folder}/tsconfig.json`,
    {},
    ts.sys,
  );
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile;
  host.getSourceFile = (name, ...how) => {
    if (!name.includes("/typescript/lib/")) return read(name, ...how);
    if (!shared.has(name)) shared.set(name, read(name, ...how));
    return shared.get(name);
  };
  const program = ts.createProgram(fileNames, options, host);
  return [...errors, ...ts.getPreEmitDiagnostics(program)];
}

const found = folders.flatMap(check);
const format = {
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: () => process.cwd(),
  getNewLine: () => "\n",
};
process.stdout.write(ts.formatDiagnostics(found, format));
process.exitCode = found.length === 0 && folders.length > 0 ? 0 : 1;
