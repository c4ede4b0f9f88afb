// Markdown as the widget of the server shows it: no HTML, links to the web and to mail only, line breaks kept.
import { h } from "./dom.js";

const inline = [
  [/^`([^`]+)`/, (m) => h("code", {}, m[1])],
  [/^\*\*(.+?)\*\*(?!\*)/s, (m) => h("strong", {}, parse(m[1]))],
  [/^__(.+?)__(?!\w)/s, (m) => h("strong", {}, parse(m[1]))],
  [/^~~(.+?)~~/s, (m) => h("s", {}, parse(m[1]))],
  [/^\*(?!\s)(.+?)(?<!\s)\*/s, (m) => h("em", {}, parse(m[1]))],
  [/^_(?!\s)(.+?)(?<!\s)_(?!\w)/s, (m) => h("em", {}, parse(m[1]))],
  [/^!?\[([^\]]*)\]\(((?:https?:\/\/|mailto:)[^\s)]+)\)/, (m) => link(m[2], parse(m[1]))],
  [/^https?:\/\/[^\s<>()]+[^\s<>().,;:!?'"]/, (m) => link(m[0], m[0])],
  [/^\\([\\`*_{}[\]()#+\-.!~>])/, (m) => m[1]],
];

const link = (href, text) => h("a", { href, target: "_blank", rel: "noreferrer noopener" }, text);

// parse returns the nodes of a text without blocks.
function parse(text) {
  const nodes = [];
  let plain = "";
  for (let at = 0; at < text.length;) {
    const rest = text.slice(at);
    const inWord = /\w/.test(text[at - 1] || "") && /^[_h]/.test(rest); // snake_case, and a URL within a word
    const found = !inWord && inline.map(([pattern, make]) => [pattern.exec(rest), make]).find(([match]) => match);
    if (!found) {
      plain += text[at++];
      continue;
    }
    if (plain) nodes.push(plain);
    plain = "";
    nodes.push(found[1](found[0]));
    at += found[0][0].length;
  }
  if (plain) nodes.push(plain);
  return nodes.flat();
}

const lines = (list) => list.flatMap((line, i) => (i ? [h("br"), ...parse(line)] : parse(line)));

const blocks = [
  [/^#{1,6} /, (taken) => h("strong", { className: "heading" }, parse(taken[0].replace(/^#+ /, "")))],
  [/^> ?/, (taken) => h("blockquote", {}, lines(taken.map((l) => l.replace(/^> ?/, ""))))],
  [/^\s*[-*+] /, (taken) => h("ul", {}, taken.map((l) => h("li", {}, parse(l.replace(/^\s*[-*+] /, "")))))],
  [/^\s*\d+[.)] /, (taken) => h("ol", { start: parseInt(taken[0], 10) }, taken.map((l) => h("li", {}, parse(l.replace(/^\s*\d+[.)] /, "")))))],
];

// markdown returns the nodes of a text.
export function markdown(text) {
  const nodes = [];
  const rest = (text || "").split("\n");
  while (rest.length) {
    if (rest[0].startsWith("```")) {
      rest.shift();
      const end = rest.findIndex((l) => l.startsWith("```"));
      nodes.push(h("pre", {}, rest.splice(0, end < 0 ? rest.length : end).join("\n")));
      rest.shift();
      continue;
    }
    const block = blocks.find(([pattern]) => pattern.test(rest[0]));
    const taken = [rest.shift()];
    if (block) {
      while (rest.length && block[0].test(rest[0]) && !/^#/.test(rest[0])) taken.push(rest.shift());
      nodes.push(block[1](taken));
      continue;
    }
    while (rest.length && rest[0].trim() && !rest[0].startsWith("```") && !blocks.some(([pattern]) => pattern.test(rest[0]))) taken.push(rest.shift());
    if (taken.join("").trim()) nodes.push(h("p", { dir: "auto" }, lines(taken)));
  }
  return nodes;
}
