import core from "highlight.js/lib/core";

import { loaded } from "./loaded.js";

const load = import.meta.glob(
  "/node_modules/highlight.js/es/languages/{bash,c,clojure,cmake,cpp,csharp,css,dart,diff,dockerfile,elixir,elm,erlang,fortran,go,graphql,groovy,haskell,http,ini,java,javascript,json,julia,kotlin,latex,less,lisp,lua,makefile,markdown,matlab,nginx,nix,objectivec,ocaml,perl,php,plaintext,powershell,prolog,properties,protobuf,python,r,ruby,rust,scala,scheme,scss,shell,sql,swift,typescript,vbnet,vim,wasm,x86asm,xml,yaml}.js",
  { import: "default" },
);

const ALIASES = {
  "c#": "csharp",
  "c++": "cpp",
  cc: "cpp",
  cs: "csharp",
  docker: "dockerfile",
  ex: "elixir",
  golang: "go",
  h: "c",
  hpp: "cpp",
  hs: "haskell",
  html: "xml",
  js: "javascript",
  jsonc: "json",
  jsx: "javascript",
  kt: "kotlin",
  make: "makefile",
  md: "markdown",
  mjs: "javascript",
  objc: "objectivec",
  patch: "diff",
  pl: "perl",
  postgresql: "sql",
  proto: "protobuf",
  ps1: "powershell",
  py: "python",
  python3: "python",
  rb: "ruby",
  rs: "rust",
  sh: "bash",
  svg: "xml",
  tex: "latex",
  toml: "ini",
  ts: "typescript",
  tsx: "typescript",
  wat: "wasm",
  yml: "yaml",
  zsh: "bash",
};

// The text as HTML with highlighting, escaped by highlight.js; null for a language that it does not know.
export async function toHtml(text, name) {
  const language = ALIASES[name] ?? name;
  const found = load[`/node_modules/highlight.js/es/languages/${language}.js`];
  if (!found) return null;
  if (!core.getLanguage(language)) await learn(language, found);
  return core.highlight(text, { language, ignoreIllegals: true }).value;
}

// The first text in a language has its grammar compiled, which takes about as long as the text: so each is a
// task of its own.
async function learn(language, load) {
  const grammar = await loaded(load());
  await nextTask();
  core.registerLanguage(language, grammar);
  core.highlight("", { language });
  await nextTask();
}

function nextTask() {
  return new Promise((resolve) => setTimeout(resolve));
}
