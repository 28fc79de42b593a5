import type { World } from "./gen/exports";
import * as far from "test:types/echo";

/** What is imported has all that an export must have. */
export const echo: World["echo"] = far;
