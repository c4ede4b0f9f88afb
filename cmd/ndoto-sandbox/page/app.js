// The page asks for a view of the desk and waits for the next one. It keeps nothing but what is selected.

const $ = (id) => document.getElementById(id);
let view = null;
let selected = Number(location.hash.slice(1)) || 0;

// h makes an element; texts are never read as HTML.
function h(tag, props = {}, ...children) {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("on")) e.addEventListener(name.slice(2), value);
    else if (name in e && name !== "list") e[name] = value;
    else e.setAttribute(name, value);
  }
  e.append(...children.filter((c) => c !== null && c !== undefined && c !== false));
  return e;
}

async function send(path, body, method = "POST", headers = {}) {
  const answer = await fetch(path, { method, headers: { "Content-Type": "application/json", ...headers }, body: body && JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) {
    let said = text;
    try { const o = JSON.parse(text); said = o.error || o.message || text; } catch { /* it is no JSON */ }
    say(`${answer.status} ${said}`.slice(0, 200));
    throw new Error(said);
  }
  say("");
  return text ? JSON.parse(text) : null;
}

// api is the desk's own API, with the administrator's token.
const api = (path, body, method) =>
  send(`/api/v1/accounts/${view.AccountID}/${path}`, body, method, { "Api-Access-Token": view.AdminToken, Accept: "application/json" });
const act = (name, body) => send(`/sandbox/conversations/${selected}/${name}`, body);
const quietly = (f) => async (event) => { try { await f(event); } catch { /* said already */ } };

function say(text) { $("trouble").textContent = text; }

// The loop: each view waits for a change, unless another conversation is selected meanwhile.
const gone = "The sandbox is gone.";
let waiting = null;
async function look() {
  let since = -1;
  for (;;) {
    waiting = new AbortController();
    try {
      const answer = await fetch(`/sandbox/view?since=${since}&conversation=${selected}`, { signal: waiting.signal });
      if (!answer.ok) throw new Error((await answer.json()).error);
      view = await answer.json();
      for (const list of ["Agents", "Bots", "Teams", "Inboxes", "Contacts", "Conversations"]) view.State[list] ||= [];
      since = view.Revision;
      if ($("trouble").textContent === gone) say("");
    } catch (e) {
      if (e.name === "AbortError") { since = -1; continue; }
      say(gone);
      await new Promise((done) => setTimeout(done, 1000));
      since = -1;
      continue;
    }
    try { show(); } catch (e) { say("The page cannot show this: " + e.message); }
  }
}

function select(id) {
  selected = id;
  history.replaceState(null, "", "#" + id);
  panel("chat");
  waiting?.abort();
}

// ---- what is shown

function show() {
  const threads = view.State.Conversations || [];
  if (!threads.some((t) => t.ID === selected) && threads.length) { select(threads.at(-1).ID); return; }
  $("about").textContent = `${view.Dialect} · ${view.URL}`;
  showThreads(threads);
  showChat(threads.find((t) => t.ID === selected));
  keepOpen($("hooks"), showHooks());
  keepOpen($("calls"), showCalls());
  showFaults();
  showConnect();
}

const byID = (list, id) => (list || []).find((x) => x.ID === id);
const contactOf = (t) => byID(view.State.Contacts, t.ContactID) || { Name: "Somebody" };

function face(name) {
  const hue = [...name].reduce((n, c) => (n * 31 + c.codePointAt(0)) % 360, 7);
  return h("span", { className: "face", style: `background: hsl(${hue} 45% 45%)`, ariaHidden: "true" }, [...name][0]?.toUpperCase() || "?");
}

function showThreads(threads) {
  const rows = threads.toReversed().map((t) => {
    const last = (t.Messages || []).at(-1);
    const name = contactOf(t).Name;
    return h("li", {}, h("button", { type: "button", ariaCurrent: String(t.ID === selected), onclick: () => select(t.ID) },
      face(name), h("span", { className: "who" }, name), h("span", { className: "chip " + t.Status }, t.Status),
      h("span", { className: "last" }, last ? last.Content || "a file" : "no message yet")));
  });
  $("threads").replaceChildren(...(rows.length ? rows : [h("li", { className: "empty" }, "Nobody has written yet. Give a customer a name, and open a conversation.")]));
}

function showChat(t) {
  $("compose").hidden = !t;
  if (!t) {
    $("head").replaceChildren();
    $("messages").replaceChildren(h("li", { className: "empty" }, "Open a conversation to begin."));
    return;
  }
  if (!$("head").contains(document.activeElement)) $("head").replaceChildren(...headOf(t));
  const box = $("messages");
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 60 || box.dataset.of !== String(t.ID);
  const key = JSON.stringify(t.Messages);
  if (box.dataset.key === key && box.dataset.of === String(t.ID)) return; // a form that is being filled stays
  Object.assign(box.dataset, { key, of: String(t.ID) });
  box.replaceChildren(...(t.Messages || []).map(messageOf));
  if (atEnd) box.scrollTop = box.scrollHeight;
}

function headOf(t) {
  const state = view.State;
  const choice = (label, options, value, change) => h("select", { ariaLabel: label, title: label, onchange: quietly((e) => change(e.target.value)) },
    ...options.map(([v, text]) => h("option", { value: v, selected: String(v) === String(value) }, text)));
  const path = `conversations/${t.ID}/`;
  return [
    h("strong", {}, contactOf(t).Name), h("span", { className: "chip" }, "#" + t.ID),
    ...(t.Labels || []).map((l) => h("span", { className: "chip" }, l)),
    h("span", { className: "more" },
      choice("Status", ["open", "pending", "snoozed", "resolved"].map((s) => [s, s]), t.Status, (status) => api(path + "toggle_status", { status })),
      choice("Assignee", [[0, "nobody"], ...state.Agents.map((a) => [a.ID, a.Name])], t.AssigneeID, (id) => api(path + "assignments", { assignee_id: Number(id) || null })),
      choice("Team", [[0, "no team"], ...(state.Teams || []).map((x) => [x.ID, x.Name])], t.TeamID, (id) => api(path + "assignments", { team_id: Number(id) || null })),
      choice("Priority", [["", "no priority"], ...["low", "medium", "high", "urgent"].map((p) => [p, p])], t.Priority, (p) => api(path + "toggle_priority", { priority: p || null }))),
  ];
}

function messageOf(m) {
  if (m.Type === "activity") return h("li", { className: "activity" }, m.Content);
  let rich;
  try { rich = richOf(m); } catch { rich = [h("pre", {}, JSON.stringify(m.ContentAttributes, null, 2))]; } // a bot may send anything
  const content = h("div", { className: "bubble" }, m.Content, ...rich, ...(m.Attachments || []).map(attachmentOf));
  const failure = m.Status === "failed" && h("span", { className: "failed" }, " · failed: " + (m.ContentAttributes?.external_error || ""));
  return h("li", { className: `${m.Type}${m.Private ? " note" : ""}` }, content,
    h("div", { className: "by" }, `${writer(m)} · ${new Date(m.CreatedAt).toLocaleTimeString()}`, m.Private ? " · private note" : null, failure));
}

function writer(m) {
  const from = { user: view.State.Agents, agent_bot: view.State.Bots, contact: view.State.Contacts }[m.SenderKind];
  return byID(from, m.SenderID)?.Name || "the desk";
}

function attachmentOf(a) {
  const url = `/rails/active_storage/blobs/redirect/${a.ID}/${encodeURIComponent(a.Name)}`;
  return h("a", { className: "attachment", href: url, target: "_blank" }, a.ContentType.startsWith("image/") ? h("img", { src: url, alt: a.Name }) : "📎 " + a.Name);
}

// richOf is what a customer can answer or browse.
function richOf(m) {
  const attributes = m.ContentAttributes || {};
  const items = attributes.items || [];
  const values = attributes.submitted_values;
  switch (m.ContentType) {
    case "input_select":
      return [h("div", { className: "choices" }, ...items.map((i) => h("button", {
        type: "button", disabled: Boolean(values), onclick: quietly(() => act("pick", { Text: i.value })),
      }, (values?.some((v) => v.value === i.value) ? "✓ " : "") + i.title)))];
    case "form":
      if (values) return [h("div", { className: "card" }, ...values.map((v) => h("p", {}, `${v.name}: ${v.value}`)))];
      return [formOf(items.map((i) => [i.name, i.label || i.name, i.options]), (filled) => act("fill", { Values: filled }))];
    case "input_email":
      if (attributes.submitted_email) return [h("div", { className: "card" }, attributes.submitted_email)];
      return [formOf([["email", "E-mail", null]], (filled) => act("give", { Text: filled.email }))];
    case "cards":
      return items.map((c) => h("div", { className: "card" }, h("strong", {}, c.title), h("p", {}, c.description || ""),
        h("div", { className: "choices" }, ...(c.actions || []).map((a) => h("span", { className: "chip" }, a.text)))));
    case "article":
      return items.map((a) => h("div", { className: "card" }, h("strong", {}, a.title), h("p", {}, a.description || ""), h("span", { className: "chip" }, a.link)));
  }
  return [];
}

function formOf(fields, submit) {
  return h("form", { className: "form", onsubmit: quietly(async (e) => { e.preventDefault(); await submit(Object.fromEntries(new FormData(e.target))); }) },
    ...fields.map(([name, label, options]) => h("label", {}, label, options
      ? h("select", { name }, ...options.map((o) => h("option", { value: o.value ?? o }, o.label ?? o)))
      : h("input", { name, required: true, autocomplete: "off" }))),
    h("button", {}, "Submit"));
}

// ---- what is behind it

const decode = (base64) => { try { return new TextDecoder().decode(Uint8Array.from(atob(base64 || ""), (c) => c.charCodeAt(0))); } catch { return ""; } };
function pretty(base64) {
  const text = decode(base64);
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text.slice(0, 20000) || "(empty)"; }
}
const headers = (o) => Object.entries(o || {}).map(([k, v]) => `${k}: ${v.join(", ")}`).join("\n");

// entry is a row that opens; its bodies are made when it does.
function entry(key, row, parts) {
  const e = h("details", { ontoggle: () => { if (e.open && e.children.length === 1) e.append(...parts().flatMap(([name, text]) => [h("h3", {}, name), h("pre", {}, text)])); } },
    h("summary", {}, ...row));
  e.dataset.key = key;
  return e;
}

function keepOpen(box, rows) {
  const open = new Set([...box.querySelectorAll("details[open]")].map((e) => e.dataset.key));
  box.replaceChildren(...rows);
  for (const e of box.querySelectorAll("details")) if (open.has(e.dataset.key)) e.open = true;
}

function showHooks() {
  const rows = view.Deliveries.map((d) => entry(`${d.ID}/${d.Attempt}/${d.URL}`, [
    h("span", { className: "kind" }, d.Kind), h("span", { className: "what", title: d.URL }, d.Event + (d.Attempt > 1 ? ` · attempt ${d.Attempt}` : "")),
    h("span", { className: d.Err ? "code bad" : "code" }, d.Status || "no answer"),
  ], () => [["To", d.URL], ...(d.Err ? [["Failed", d.Err]] : []), ["Headers", headers(d.Header)], ["Body", pretty(d.Body)]]));
  return rows.length ? rows : [h("p", { className: "empty" }, "No webhook was sent yet. Tie your bot to the desk under Connect.")];
}

function showCalls() {
  const rows = view.Requests.map((r, i) => entry(String(view.Requests.length - i) + r.Path, [
    h("span", { className: "kind" }, r.Method), h("span", { className: "what", title: r.Path }, r.Path.replace(/^\/api\/v1\/accounts\/\d+\//, "") + (r.Query ? "?" + r.Query : "")),
    h("span", { className: r.Status >= 400 ? "code bad" : "code" }, r.Status),
  ], () => [["Request", headers(r.Header)], ...(r.Body ? [["Sent", pretty(r.Body)]] : []), ["Answered", pretty(r.Answer)]]));
  return rows.length ? rows : [h("p", { className: "empty" }, "No program has called the API yet.")];
}

const presets = {
  "503 before anything happens": { Status: 503 },
  "503 after it happened": { Status: 503, AfterEffect: true },
  "429, retry after 2 s": { Status: 429, ContentType: "text/plain", Body: "Retry later\n", Header: { "Retry-After": ["2"] } },
  "A proxy's HTML page": { Status: 502, ContentType: "text/html", Body: "<title>502 Bad Gateway</title>" },
  "Connection cut before anything happens": { Cut: 1 },
  "Connection cut after it happened": { Cut: 2 },
  "Connection cut in the answer": { Cut: 4 },
  "Half an answer": { Truncate: 40 },
  "2 seconds late": { Delay: 2e9 },
  "Headers with underscores dropped": { DropUnderscores: true },
  "A clock that is an hour ahead": { ClockSkew: 3600e9 },
};

function describe(f) {
  const rule = { ...f };
  for (const key of ["Operation", "Probability", "Count", "Skip", "Seed"]) delete rule[key];
  const wanted = JSON.stringify(Object.entries(rule).filter(([, v]) => v));
  const name = Object.keys(presets).find((n) => JSON.stringify(Object.entries({ ...rule, ...blank, ...presets[n] }).filter(([, v]) => v)) === wanted);
  return `${name || "a fault"} · ${f.Operation || "every call"} · ${f.Probability ? Math.round(f.Probability * 100) + " %" : "always"}${f.Count ? ` · ${f.Count} times` : ""}`;
}
const blank = { Status: 0, ContentType: "", Body: "", Header: null, AfterEffect: false, Cut: 0, Truncate: 0, Delay: 0, ClockSkew: 0, DropUnderscores: false };

function showFaults() {
  const box = $("faults");
  const key = JSON.stringify(view.Faults);
  if (box.dataset.key === key) return;
  box.dataset.key = key;
  const submit = quietly(async (e) => {
    e.preventDefault();
    const f = new FormData(e.target);
    await send("/sandbox/faults", { ...presets[f.get("what")], Operation: f.get("operation").trim(), Probability: Number(f.get("chance")) / 100, Count: Number(f.get("count")) || 0 });
  });
  box.replaceChildren(h("div", { className: "panel" },
    h("p", {}, "What a network and a server can do to a program. The page itself speaks to the same API, and meets the same faults."),
    h("form", { className: "panel", style: "padding:0", onsubmit: submit },
      h("label", {}, "What goes wrong", h("select", { name: "what" }, ...Object.keys(presets).map((n) => h("option", {}, n)))),
      h("label", {}, "With which calls", h("input", { name: "operation", placeholder: "every call, or POST conversations/*/messages", autocomplete: "off" })),
      h("div", { className: "row" },
        h("label", {}, "Chance in percent", h("input", { name: "chance", type: "number", min: 1, max: 100, value: 100 })),
        h("label", {}, "How many times", h("input", { name: "count", type: "number", min: 1, placeholder: "no end" })),
        h("button", { className: "primary" }, "Switch on"))),
    view.Faults.length ? h("ul", {}, ...view.Faults.map((f) => h("li", {}, describe(f)))) : null,
    view.Faults.length ? h("button", { type: "button", onclick: quietly(() => send("/sandbox/faults", null, "DELETE")) }, "Switch all off") : null));
}

function showConnect() {
  const box = $("connect");
  const s = view.State;
  const key = JSON.stringify([s.Bots, s.Records?.webhooks, s.Inboxes, view.URL]);
  if (box.dataset.key === key) return;
  box.dataset.key = key;
  const inbox = s.Inboxes[0];
  const bot = s.Bots.find((b) => b.ID === inbox?.BotID) || s.Bots[0];
  if (!bot || !inbox) {
    box.replaceChildren(h("p", { className: "empty" }, "The desk has no bot or no inbox any more: make one with the API."));
    return;
  }
  const tie = quietly(async (e) => {
    e.preventDefault();
    await api(`agent_bots/${bot.ID}`, { outgoing_url: new FormData(e.target).get("url") }, "PATCH");
    await api(`inboxes/${inbox.ID}/set_agent_bot`, { agent_bot: bot.ID });
  });
  const hook = quietly(async (e) => {
    e.preventDefault();
    await api("webhooks", { url: new FormData(e.target).get("url"), subscriptions: view.Events });
  });
  box.replaceChildren(h("div", { className: "panel" },
    h("p", {}, "Start your program with these, and it talks to this desk."),
    h("pre", {}, `export NDOTO_BASE_URL=${view.URL}\nexport NDOTO_ACCOUNT_ID=${view.AccountID}\nexport NDOTO_INBOX_ID=${inbox.ID}\nexport NDOTO_API_TOKEN=${view.AdminToken}`),
    h("form", { onsubmit: tie }, h("div", { className: "row" },
      h("label", {}, `Where the bot "${bot.Name}" listens`, h("input", { name: "url", type: "url", required: true, value: bot.URL || "", placeholder: "http://127.0.0.1:8080/" })),
      h("button", { className: "primary" }, "Tie"))),
    h("pre", {}, `as the bot:\nexport NDOTO_API_TOKEN=${bot.Token}\nexport NDOTO_WEBHOOK_SECRET=${bot.Secret}\nexport NDOTO_USER_TOKEN=${view.AdminToken}`),
    h("form", { onsubmit: hook }, h("div", { className: "row" },
      h("label", {}, "A webhook that is told of everything", h("input", { name: "url", type: "url", required: true, placeholder: "http://127.0.0.1:8080/events" })),
      h("button", { className: "primary" }, "Add"))),
    (s.Records?.webhooks || []).length ? h("ul", {}, ...s.Records.webhooks.map((w) => h("li", {}, `${w.url} · ${w.secret || "not signed"}`))) : null,
    h("p", {}, "Webhooks go to this machine only."),
    h("pre", {}, s.Agents.map((a) => `${a.Role.padEnd(13)}  ${a.Token.padEnd(16)}  ${a.Name}`).join("\n"))));
}

// ---- what is done

function panel(name) {
  document.body.dataset.panel = name;
  for (const b of document.querySelectorAll("nav button")) b.ariaPressed = String(b.dataset.panel === name);
}
function tab(name) {
  for (const b of document.querySelectorAll(".tabs button")) {
    b.ariaSelected = String(b.dataset.tab === name);
    $(b.dataset.tab).hidden = b.dataset.tab !== name;
  }
}
for (const b of document.querySelectorAll("nav button")) b.onclick = () => panel(b.dataset.panel);
for (const b of document.querySelectorAll(".tabs button")) b.onclick = () => tab(b.dataset.tab);

$("begin").addEventListener("submit", quietly(async (e) => {
  e.preventDefault();
  const name = e.target.elements.name.value.trim();
  if (!name) return;
  const { ID } = await send("/sandbox/conversations", { Name: name });
  e.target.reset();
  select(ID);
  $("compose").elements.text.focus();
}));

const hints = { customer: "Write as the customer", agent: "Answer as an agent", note: "A note that the customer does not see" };
$("compose").addEventListener("change", () => { $("compose").elements.text.placeholder = hints[new FormData($("compose")).get("as")]; });
$("compose").elements.text.addEventListener("keydown", (e) => {
  if (e.key === "Enter" && !e.shiftKey && !e.isComposing) { e.preventDefault(); $("compose").requestSubmit(); }
});
$("compose").addEventListener("submit", quietly(async (e) => {
  e.preventDefault();
  const form = e.target;
  const data = new FormData(form);
  const text = data.get("text").trim();
  const file = $("file").files[0];
  if (!text && !file) return;
  if (data.get("as") === "customer") await act("say", { Text: text, File: file && await fileOf(file) });
  else if (file) await upload(text, data.get("as") === "note", file);
  else await api(`conversations/${selected}/messages`, { content: text, private: data.get("as") === "note" });
  form.elements.text.value = "";
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

async function upload(text, isNote, file) {
  const form = new FormData();
  if (text) form.set("content", text);
  form.set("private", String(isNote));
  form.set("attachments[]", file);
  const answer = await fetch(`/api/v1/accounts/${view.AccountID}/conversations/${selected}/messages`, { method: "POST", headers: { "Api-Access-Token": view.AdminToken }, body: form });
  if (!answer.ok) { say(`${answer.status} ${(await answer.text()).slice(0, 200)}`); throw new Error("refused"); }
}

panel(selected ? "chat" : "list");
tab("hooks");
look();
