// What a bundle brings for what the engine lacks: code that runs in the component before everything else.

/** The bundle with a call of `install` in the place of a comment: one line, so that no other line moves. */
export function inPlace(text, place, install, argument, esbuild) {
  const code = `(${install})(${JSON.stringify(argument) ?? ""});`;
  const line = esbuild.transformSync(code, { minify: true, charset: "ascii" });
  return text.replace(place, () => line.code.trim());
}
