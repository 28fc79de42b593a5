import type { World } from "./gen/exports";
import * as far from "test:values/api";

/** What is imported has all that an export must have. */
export const api: World["api"] = far;
