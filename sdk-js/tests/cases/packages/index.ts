// Packages from npm and modules of Node.js, each with an example; what they print is held against Node.js.
import { lines as modules } from "./modules.mjs";
import { Badge } from "./badge.js";
import { addDays, format, parseISO } from "date-fns";
import { groupBy, kebabCase } from "lodash-es";
import { marked } from "marked";
import { v4, v5, validate } from "uuid";
import { z } from "zod";

interface Line {
  readonly name: string;
  readonly text: string;
}

const person = z.object({
  name: z.string().min(1),
  age: z.coerce.number().int(),
});

function* lines(): Generator<Line> {
  const age = person.safeParse({ name: "", age: "x" });
  yield {
    name: "zod",
    text:
      age.error?.issues
        .map((issue) => `${issue.path}: ${issue.message}`)
        .join("; ") ?? "",
  };
  yield {
    name: "zod",
    text: JSON.stringify(
      person.parse({ name: "a", age: "7" }) satisfies { age: number },
    ),
  };
  yield {
    name: "lodash-es",
    text: `${JSON.stringify(groupBy([1.2, 1.3, 2.1], Math.floor))} ${kebabCase("fooBar Baz")}`,
  };
  yield {
    name: "date-fns",
    text: format(
      addDays(parseISO("2026-02-27T10:00:00"), 2),
      "EEEE do MMMM yyyy HH:mm",
    ),
  };
  yield {
    name: "marked",
    text: marked
      .parse("# Hi\n\n* `a` **b** <i>", { async: false })
      .replaceAll("\n", ""),
  };
  yield {
    name: "uuid",
    text: `${v5("name", v5.URL)} ${validate(v4())} ${v4() !== v4()}`,
  };
  yield { name: "jsx", text: JSON.stringify(Badge({ text: "new" })) };
}

export const say = async (word: string): Promise<string> => {
  const all = [...lines()].map(({ name, text }) => `${name}: ${text}`);
  return [...all, ...(await modules(word))].join("\n");
};
