// Loaded before the user's tests: the modules that a component provides are there for Node.js, too.

import { register } from "node:module";

register("./hooks.mjs", import.meta.url);
