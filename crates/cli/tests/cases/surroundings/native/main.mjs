import process from "node:process";
import { tell } from "./surroundings.js";

const said = [];
for (const what of process.argv.slice(2)) said.push([what, await tell(what)]);
console.log(JSON.stringify(said));
