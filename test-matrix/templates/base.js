"use strict";

// What all pages share. Each has a `view`, which is what it shows, and a function `render`.

const $ = (id) => document.getElementById(id);

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

// The address holds what is shown, so that it can be passed on.
function readAddress() {
  const found = new URLSearchParams(location.hash.slice(1));
  for (const key of Object.keys(view)) view[key] = found.get(key) ?? "";
}

function show(change) {
  Object.assign(view, change);
  const kept = Object.entries(view).filter(([, value]) => value !== "");
  history.replaceState(null, "", `#${new URLSearchParams(kept)}`);
  render();
}

function switchTheme() {
  const dark = view.theme ? view.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  show({ theme: dark ? "light" : "dark" });
}

$("theme").addEventListener("click", switchTheme);
addEventListener("hashchange", () => {
  readAddress();
  render();
});
