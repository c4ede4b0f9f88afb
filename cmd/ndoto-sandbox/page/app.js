// The page asks for a view of the desk and waits for the next one. What it keeps is which conversation is selected, and
// what has been seen of the others.
import { $, h, fill, once, face } from "./dom.js";
import { messageRow } from "./messages.js";
import { showHooks, showCalls, showFaults, showConnect } from "./log.js";

let view = null;
let selected = Number(location.hash.slice(1)) || 0;
let query = "";

// ---- requests

async function send(path, body, method = "POST", headers = {}) {
  let answer;
  try {
    answer = await fetch(path, { method, headers: { "Content-Type": "application/json", ...headers }, body: body && JSON.stringify(body) });
  } catch {
    throw new Error("no response: the connection was cut, or the sandbox has ended");
  }
  return read(answer);
}

async function read(answer) {
  const text = await answer.text().catch(() => "");
  let value = null;
  try { value = text ? JSON.parse(text) : null; } catch { /* a page, or half a response */ }
  if (!answer.ok) throw new Error(`${answer.status} ${value?.error || value?.message || text.replace(/<[^>]*>/g, " ").trim() || answer.statusText}`.slice(0, 200));
  if (text && value === null) throw new Error("the response broke off");
  return value;
}

// api is the desk's own API, with the administrator's token.
const token = () => ({ "Api-Access-Token": view.AdminToken, Accept: "application/json" });
const api = (path, body, method) => send(`/api/v1/accounts/${view.AccountID}/${path}`, body, method, token());

// quietly runs what an event asks for, and says on the page if it fails.
const quietly = (what, f) => async (event) => {
  try {
    await f(event);
    say("");
  } catch (e) {
    say(`${what}: ${e.message}`);
  }
};
const act = quietly("The customer cannot do that", ({ name, body }) => send(`/sandbox/conversations/${selected}/${name}`, body));
const tools = { send, api, quietly };

function say(text) {
  $("trouble").textContent = text;
  $("trouble").parentElement.hidden = !text;
}
$("dismiss").onclick = () => say("");

// ---- the loop

const gone = "The sandbox does not respond. It may have ended.";
let asking = null;
let fresh = true; // whether the next view is wanted at once, as the selection or the search has changed

async function look() {
  for (;;) {
    asking = new AbortController();
    const since = fresh ? -1 : view.Revision;
    fresh = false;
    try {
      const answer = await fetch(`/sandbox/view?since=${since}&view=${view?.Number || 0}&conversation=${selected}&q=${encodeURIComponent(query)}`, { signal: asking.signal });
      if (!answer.ok) throw new Error((await answer.json()).error);
      const next = await answer.json();
      if (fresh) continue; // it was asked for before the selection changed
      view = next.Base === undefined ? next : merged(view, next);
      if ($("trouble").textContent === gone) say("");
    } catch (e) {
      if (e.name === "AbortError") continue;
      say(gone);
      await new Promise((done) => setTimeout(done, 1000));
      fresh = true;
      continue;
    }
    try { show(); } catch (e) { say("The page cannot show this: " + e.message); }
  }
}

// merged is the view that follows another one, of which the long lists say only what has changed.
function merged(before, next) {
  const list = (rows, { Keys, Rows }, key = "ID") => {
    const known = new Map([...rows, ...Rows].map((row) => [String(row[key]), row]));
    return Keys.map((k) => known.get(k));
  };
  const thread = next.Thread && { ...next.Thread, Messages: list(before.Thread?.ID === next.Thread.ID ? before.Thread.Messages || [] : [], next.Thread.Messages) };
  return {
    ...next, Thread: thread, Threads: list(before.Threads, next.Threads),
    Requests: list(before.Requests, next.Requests, "At"), Deliveries: list(before.Deliveries, next.Deliveries, "At"),
  };
}

function lookAgain() {
  fresh = true;
  asking?.abort();
}

function select(id) {
  selected = id;
  history.replaceState(null, "", "#" + id);
  panel("chat");
  lookAgain();
}

// ---- what has been seen, by the last message of each conversation

const seenKey = () => "seen " + view.URL;
function seen() {
  try { return JSON.parse(sessionStorage.getItem(seenKey())) || {}; } catch { return {}; }
}
function markSeen(id, message) {
  const all = seen();
  if (all[id] === message) return;
  all[id] = message;
  try { sessionStorage.setItem(seenKey(), JSON.stringify(all)); } catch { /* storage is off: everything stays unread */ }
}

// ---- what is shown

function show() {
  if (view.Thread && view.Thread.ID !== selected) { // none was selected, or it is gone
    selected = view.Thread.ID;
    history.replaceState(null, "", "#" + selected);
  }
  const follow = atEnd(); // before anything changes, so the page is laid out once
  once($("about"), [view.Dialect, view.URL], () => h("span", {}, `${view.Dialect} · ${view.URL}`));
  const row = view.Threads.find((t) => t.ID === selected);
  if (row && document.visibilityState === "visible") markSeen(row.ID, row.LastID);
  showThreads();
  showChat(view.Thread, follow);
  showLog();
  showFaults(view, tools);
  showConnect(view, tools);
  if (follow) $("messages").scrollTop = $("messages").scrollHeight;
}

// atEnd tells whether the user sees the end of the conversation that is shown next, and so wants to see what follows.
function atEnd() {
  const box = $("messages");
  return box.dataset.of !== String(view.Thread?.ID) || box.scrollHeight - box.scrollTop - box.clientHeight < 60;
}

function showLog() {
  const only = $("only").checked ? selected : 0;
  showHooks(view, only);
  showCalls(view, only);
}

let shownSelected = 0;
function showThreads() {
  const status = $("status").value;
  const known = seen();
  const rows = view.Threads.filter((t) => !status || t.Status === status).map((t) => {
    const unread = t.ID !== selected && t.LastID > (known[t.ID] || 0);
    return {
      key: t.ID, version: [t, t.ID === selected, unread], make: () => h("li", {}, h("button", {
        type: "button", className: unread ? "unread" : "", ariaCurrent: String(t.ID === selected), onclick: () => select(t.ID),
      }, face(t.Name), h("span", { className: "who", dir: "auto" }, t.Name), h("span", { className: "chip " + t.Status }, t.Status),
      h("span", { className: "last", dir: "auto" }, t.Preview || "no message yet"), unread && h("span", { className: "unseen" }, "unread"))),
    };
  });
  const why = query || status ? "No conversation matches." : "Nobody has written yet. Name a customer, and open a conversation.";
  fill($("threads"), rows.length ? rows : [{ key: "empty", version: [why], make: () => h("li", { className: "empty" }, why) }]);
  if (shownSelected !== selected) {
    shownSelected = selected;
    $("threads").querySelector("[aria-current=true]")?.scrollIntoView({ block: "nearest" });
  }
}

// The page shows the last messages of a conversation. A user who is at the end has no use for ever more.
const atOnce = 100;
let first = 0; // the place of the first message that is shown

function showChat(t, follow) {
  $("compose").hidden = !t;
  const box = $("messages");
  if (!t) {
    fill($("head"), []);
    fill(box, [{ key: "empty", make: () => h("li", { className: "empty" }, "Open a conversation to begin.") }]);
    return;
  }
  showHead(t);
  const messages = t.Messages || [];
  const another = box.dataset.of !== String(t.ID);
  if (another) box.replaceChildren();
  box.dataset.of = t.ID;
  if (another || (follow && messages.length - first > 2 * atOnce)) first = Math.max(0, messages.length - atOnce);
  const rows = messages.slice(first).map((m) => messageRow(m, writer(m, t), (name, body) => act({ name, body })));
  const more = { key: "earlier", make: () => h("li", { className: "activity" }, h("button", { type: "button", onclick: showEarlier }, "Earlier messages")) };
  fill(box, first ? [more, ...rows] : rows);
}

function showEarlier() {
  const box = $("messages");
  const below = box.scrollHeight - box.scrollTop;
  first = Math.max(0, first - atOnce);
  showChat(view.Thread, false);
  box.scrollTop = box.scrollHeight - below;
}

const byID = (list, id) => list.find((x) => x.ID === id);
const nameOf = (t) => byID(view.Threads, t.ID)?.Name || "Customer";

function writer(m, t) {
  if (m.SenderKind === "contact") return nameOf(t);
  return byID({ user: view.Agents, agent_bot: view.Bots }[m.SenderKind] || [], m.SenderID)?.Name || "the desk";
}

// showHead keeps the menus and changes what is chosen in them, also in one that is open or focused.
function showHead(t) {
  const path = `conversations/${t.ID}/`;
  const menus = [
    ["Status", ["open", "pending", "snoozed", "resolved"].map((s) => [s, s]), t.Status, (status) => api(path + "toggle_status", { status })],
    ["Assignee", [[0, "nobody"], ...view.Agents.map((a) => [a.ID, a.Name])], t.AssigneeID, (id) => api(path + "assignments", { assignee_id: Number(id) || null })],
    ["Team", [[0, "no team"], ...view.Teams.map((x) => [x.ID, x.Name])], t.TeamID, (id) => api(path + "assignments", { team_id: Number(id) || null })],
    ["Priority", [["", "no priority"], ...["low", "medium", "high", "urgent"].map((p) => [p, p])], t.Priority, (p) => api(path + "toggle_priority", { priority: p || null })],
  ];
  fill($("head"), [
    { key: "name", version: [t.ID, nameOf(t), t.Labels], make: () => h("span", { className: "title" }, h("strong", { dir: "auto" }, nameOf(t)), h("span", { className: "chip" }, "#" + t.ID), (t.Labels || []).map((l) => h("span", { className: "chip" }, l))) },
    {
      key: "menus", version: [t.ID, menus.map((m) => m[1])], make: () => h("span", { className: "more" }, menus.map(([label, options, , change]) => h("select", {
        ariaLabel: label, title: label, onchange: quietly(`${label} was not changed`, async (e) => {
          try { await change(e.target.value); } catch (problem) { lookAgain(); throw problem; } // which shows what it is
        }),
      }, options.map(([value, text]) => h("option", { value }, text))))),
    },
  ]);
  $("head").querySelectorAll("select").forEach((menu, i) => {
    const chosen = String(menus[i][2] ?? "");
    if (menu.value !== chosen) menu.value = chosen;
  });
}

// ---- panels and tabs

function panel(name) {
  document.body.dataset.panel = name;
  for (const b of document.querySelectorAll("nav button")) b.ariaPressed = String(b.dataset.panel === name);
}
const tabs = [...document.querySelectorAll(".tabs button")];
function tab(name) {
  for (const b of tabs) {
    const on = b.dataset.tab === name;
    b.ariaSelected = String(on);
    b.tabIndex = on ? 0 : -1;
    $(b.dataset.tab).hidden = !on;
  }
}
for (const b of document.querySelectorAll("nav button")) b.onclick = () => panel(b.dataset.panel);
for (const b of tabs) b.onclick = () => tab(b.dataset.tab);
document.querySelector(".tabs").addEventListener("keydown", (e) => {
  const at = tabs.indexOf(document.activeElement);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[e.key];
  if (at < 0 || to === undefined) return;
  e.preventDefault();
  const next = tabs[(to + tabs.length) % tabs.length];
  tab(next.dataset.tab);
  next.focus();
});

// ---- what is done

$("begin").addEventListener("submit", quietly("The conversation was not opened", async (e) => {
  e.preventDefault();
  const name = e.target.elements.name.value.trim();
  if (!name) return;
  const { ID } = await send("/sandbox/conversations", { Name: name });
  e.target.reset();
  select(ID);
  $("compose").hidden = false;
  $("compose").elements.text.focus();
}));

$("search").addEventListener("input", () => { query = $("search").value; lookAgain(); });
$("status").addEventListener("change", () => { if (view) showThreads(); });
$("only").addEventListener("change", () => { if (view) showLog(); });
document.addEventListener("visibilitychange", () => { if (view && document.visibilityState === "visible") show(); });
addEventListener("hashchange", () => { const id = Number(location.hash.slice(1)); if (id && id !== selected) select(id); });

const hints = { customer: "Write as the customer", agent: "Reply as an agent", note: "A note that the customer does not see" };
$("compose").addEventListener("change", () => { $("compose").elements.text.placeholder = hints[new FormData($("compose")).get("as")]; });
$("compose").elements.text.addEventListener("keydown", (e) => {
  if (e.key === "Enter" && !e.shiftKey && !e.isComposing) { e.preventDefault(); $("compose").requestSubmit(); }
});
$("compose").addEventListener("submit", quietly("The message was not sent", async (e) => {
  e.preventDefault();
  const form = e.target;
  const data = new FormData(form);
  const text = data.get("text").trim();
  const file = $("file").files[0];
  if (!text && !file) return;
  const to = selected;
  if (data.get("as") === "customer") await send(`/sandbox/conversations/${to}/say`, { Text: text, File: file && await fileOf(file) });
  else if (file) await upload(to, text, data.get("as") === "note", file);
  else await api(`conversations/${to}/messages`, { content: text, private: data.get("as") === "note" });
  if (form.elements.text.value.trim() === text) form.elements.text.value = ""; // and not what was typed since
  $("file").value = "";
  $("file").nextElementSibling.textContent = "File…";
}));
$("file").addEventListener("change", () => { $("file").nextElementSibling.textContent = $("file").files[0]?.name || "File…"; });

async function fileOf(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return { Name: file.name, ContentType: file.type || "application/octet-stream", Data: btoa(text) };
}

async function upload(to, text, isNote, file) {
  const form = new FormData();
  if (text) form.set("content", text);
  form.set("private", String(isNote));
  form.set("attachments[]", file);
  await read(await fetch(`/api/v1/accounts/${view.AccountID}/conversations/${to}/messages`, { method: "POST", headers: token(), body: form }));
}

panel(selected ? "chat" : "list");
tab("hooks");
look();
