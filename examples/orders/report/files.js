// Writing files into granted folders, over WASI.

import { getDirectories } from "wasi:filesystem/preopens@0.2.6";

/** Writes a text file into the granted folder of that name. */
export function writeFile(folder, name, text) {
  const granted = getDirectories().find(([, path]) => path === folder);
  if (granted === undefined) throw new Error(`the folder ${folder} was not granted`);
  const file = granted[0].openAt({}, name, { create: true, truncate: true }, { write: true });
  const bytes = new TextEncoder().encode(text);
  let done = 0;
  while (done < bytes.length) done += Number(file.write(bytes.subarray(done, done + 65536), BigInt(done)));
  file[Symbol.dispose]();
}
