// The messages of a conversation, and what customers can answer in them.
import { h, clock } from "./dom.js";
import { markdown } from "./markdown.js";

// messageRow is a row of the list of messages. Act does what the customer does; it returns when that is done.
export function messageRow(m, writer, act) {
  return { key: m.ID, version: [m, writer], make: () => (m.Type === "activity" ? h("li", { className: "activity" }, m.Content) : messageOf(m, writer, act)) };
}

function messageOf(m, writer, act) {
  let rich;
  try { rich = richOf(m, act); } catch { rich = [h("pre", {}, JSON.stringify(m.ContentAttributes, null, 2))]; } // a bot may send anything
  const content = h("div", { className: "bubble", dir: "auto" }, markdown(m.Content), rich, (m.Attachments || []).map(attachmentOf));
  const failure = m.Status === "failed" && h("span", { className: "failed" }, " · failed: " + (m.ContentAttributes?.external_error || "no reason given"));
  return h("li", { className: `${m.Type}${m.Private ? " note" : ""}` }, content,
    h("div", { className: "by" }, `${writer} · ${clock(m.CreatedAt)}`, m.Private ? " · private note" : null, failure));
}

function attachmentOf(a) {
  const url = `/rails/active_storage/blobs/redirect/${a.ID}/${encodeURIComponent(a.Name)}`;
  const type = a.ContentType || "";
  if (type.startsWith("audio/")) return h("audio", { src: url, controls: true, title: a.Name });
  return h("a", { className: "attachment", href: url, target: "_blank", rel: "noopener" }, type.startsWith("image/") ? h("img", { src: url, alt: a.Name }) : "📎 " + a.Name);
}

// richOf is what a customer can answer or browse.
function richOf(m, act) {
  const attributes = m.ContentAttributes || {};
  const items = attributes.items || [];
  const values = attributes.submitted_values;
  switch (m.ContentType) {
    case "input_select":
      return [h("div", { className: "choices" }, items.map((i) => h("button", {
        type: "button", disabled: Boolean(values), onclick: () => act("pick", { Text: i.value }),
      }, (values?.some((v) => v.value === i.value) ? "✓ " : "") + i.title)))];
    case "form":
      if (values) return [h("div", { className: "card" }, values.map((v) => h("p", { dir: "auto" }, `${v.name}: ${v.value}`)))];
      return [formOf(items, attributes.button_label, (filled) => act("fill", { Values: filled }))];
    case "input_email":
      if (attributes.submitted_email) return [h("div", { className: "card" }, attributes.submitted_email)];
      return [formOf([{ name: "email", label: "Email", type: "email", required: "required", placeholder: "you@example.com" }], null, (filled) => act("give", { Text: filled.email }))];
    case "input_csat":
      return [surveyOf(values?.csat_survey_response, act)];
    case "cards":
      return items.map((c) => h("div", { className: "card" }, c.media_url && h("p", { className: "media" }, "🖼 " + c.media_url), h("strong", {}, c.title), h("p", {}, c.description || ""),
        h("div", { className: "choices" }, (c.actions || []).map((a) => actionOf(a, act)))));
    case "article":
      return items.map((a) => h("div", { className: "card" }, h("strong", {}, a.title), h("p", {}, a.description || ""), linkTo(a.link, a.link)));
  }
  return [];
}

const isWebLink = (url) => /^https?:\/\//.test(url || "");
const linkTo = (url, text) => (isWebLink(url) ? h("a", { href: url, target: "_blank", rel: "noreferrer noopener" }, text) : h("span", { className: "chip" }, text));

// actionOf is a button of a card: a link, or a payload that channels with postbacks send as the customer's message.
function actionOf(a, act) {
  if (a.type === "link") return linkTo(a.uri, a.text);
  return h("button", { type: "button", title: "sends " + a.payload, onclick: () => act("say", { Text: a.payload || a.text }) }, a.text);
}

const faces = ["😞", "😑", "😐", "😀", "😍"];

function surveyOf(response, act) {
  if (response) return h("div", { className: "card" }, h("p", {}, `${faces[response.rating - 1] || ""} ${response.rating} of 5`), response.feedback_message && h("p", { dir: "auto" }, response.feedback_message));
  const comment = h("textarea", { rows: 2, placeholder: "A comment, if you like", ariaLabel: "Comment", dir: "auto" });
  return h("div", { className: "survey" }, comment, h("div", { className: "choices" },
    faces.map((f, i) => h("button", { type: "button", ariaLabel: `${i + 1} of 5`, title: `${i + 1} of 5`, onclick: () => act("rate", { Rating: i + 1, Text: comment.value.trim() }) }, f))));
}

function formOf(fields, label, submit) {
  return h("form", { className: "form", onsubmit: (e) => { e.preventDefault(); return submit(Object.fromEntries(new FormData(e.target))); } },
    fields.map((f) => h("label", {}, f.label || f.name, inputOf(f))), h("button", {}, label || "Submit"));
}

function inputOf(f) {
  const common = { name: f.name, required: Boolean(f.required), placeholder: f.placeholder || "", autocomplete: "off", dir: "auto" };
  if (f.type === "select" || f.options?.length) return h("select", { name: f.name, required: common.required }, (f.options || []).map((o) => h("option", { value: o.value ?? o }, o.label ?? o)));
  if (f.type === "text_area") return h("textarea", { ...common, rows: 3, value: f.default || "" });
  const input = h("input", { ...common, type: { email: "email", number: "number" }[f.type] || "text", value: f.default || "" });
  if (f.pattern) input.pattern = f.pattern;
  if (f.pattern_error) {
    input.addEventListener("invalid", () => input.setCustomValidity(input.validity.patternMismatch ? f.pattern_error : ""));
    input.addEventListener("input", () => input.setCustomValidity(""));
  }
  return input;
}
