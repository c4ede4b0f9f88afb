// What is behind the conversations: webhooks, API calls, faults, and how to connect a program.
import { $, h, fill, once, copyable, clock } from "./dom.js";

const headers = (o) => Object.entries(o || {}).map(([k, v]) => `${k}: ${v.join(", ")}`).join("\n");
function pretty(text) {
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text || "(empty)"; }
}

// entry is a row of a log. Its bodies are fetched when it opens.
function entry(log, row, summary, parts) {
  return {
    key: row.At, version: [row], make: () => {
      const e = h("details", {
        ontoggle: async () => {
          if (!e.open || e.children.length > 1) return;
          const answer = await fetch(`/sandbox/log/${log}/${row.At}`);
          const found = await answer.json();
          e.append(...(answer.ok ? parts(found) : [["Missing", found.error]]).flatMap(([name, text]) => [h("h3", {}, name), copyable(text)]));
        },
      }, h("summary", {}, h("span", { className: "at" }, clock(Number(row.At) / 1e6)), summary, row.Preview && h("span", { className: "preview", dir: "auto" }, row.Preview)));
      return e;
    },
  };
}

const ofConversation = (rows, id) => (id ? rows.filter((r) => r.Conversation === id) : rows);
const nothing = (text) => [{ key: "empty", version: [text], make: () => h("p", { className: "empty" }, text) }];

export function showHooks(view, only) {
  const rows = ofConversation(view.Deliveries, only).map((d) => entry("deliveries", d, [
    h("span", { className: "kind" }, d.Kind), h("span", { className: "what", title: d.URL }, d.Event + (d.Attempt > 1 ? ` · attempt ${d.Attempt}` : "")),
    h("span", { className: d.Err ? "code bad" : "code" }, d.Status || "no response"),
  ], (found) => [["To", d.URL], ...(d.Err ? [["Failed", d.Err]] : []), ["Headers", headers(found.Header)], ["Body", pretty(found.Body)], ...(found.Answer ? [["Response", found.Answer]] : [])]));
  fill($("hooks-rows"), rows.length ? rows : nothing(only ? "No webhook of this conversation yet." : "No webhook has been sent yet. Connect your bot under Connect."));
}

export function showCalls(view, only) {
  const rows = ofConversation(view.Requests, only).map((r) => entry("requests", r, [
    h("span", { className: "kind" }, r.Method), h("span", { className: "what", title: r.Path }, r.Path.replace(/^\/api\/v1\/accounts\/\d+\//, "") + (r.Query ? "?" + r.Query : "")),
    h("span", { className: r.Status >= 400 || !r.Status ? "code bad" : "code" }, r.Status || "cut"),
  ], (found) => [["Request", headers(found.Header)], ...(found.Body ? [["Body", pretty(found.Body)]] : []), ["Response", pretty(found.Answer)]]));
  fill($("calls-rows"), rows.length ? rows : nothing(only ? "No call about this conversation yet." : "No program has called the API yet."));
}

const presets = {
  "503 before anything happens": { Status: 503 },
  "503 after it happened": { Status: 503, AfterEffect: true },
  "429, retry after 2 s": { Status: 429, ContentType: "text/plain", Body: "Retry later\n", Header: { "Retry-After": ["2"] } },
  "A proxy's HTML page": { Status: 502, ContentType: "text/html", Body: "<title>502 Bad Gateway</title>" },
  "Connection cut before anything happens": { Cut: 1 },
  "Connection cut after it happened": { Cut: 2 },
  "Connection cut during the response": { Cut: 4 },
  "Half a response": { Truncate: 40 },
  "2 seconds late": { Delay: 2e9 },
  "Headers with underscores dropped": { DropUnderscores: true },
  "A clock that is an hour ahead": { ClockSkew: 3600e9 },
};
const blank = { Status: 0, ContentType: "", Body: "", Header: null, AfterEffect: false, Cut: 0, Truncate: 0, Delay: 0, ClockSkew: 0, DropUnderscores: false };

function describe(f) {
  const set = (o) => JSON.stringify(Object.keys(blank).map((k) => o[k] || blank[k]));
  const name = Object.keys(presets).find((n) => set(presets[n]) === set(f));
  return `${name || "a fault"} · ${f.Operation || "every call"} · ${f.Probability ? Math.round(f.Probability * 100) + " %" : "always"}${f.Count ? ` · ${f.Count} times` : ""}`;
}

export function showFaults(view, { send, quietly }) {
  once($("faults"), "form", () => h("div", { className: "panel" },
    h("p", {}, "What a network and a server can do to a program. This page uses the same API, and meets the same faults."),
    h("form", {
      className: "panel flat", onsubmit: quietly("The fault was refused", async (e) => {
        e.preventDefault();
        const f = new FormData(e.target);
        await send("/sandbox/faults", { ...presets[f.get("what")], Operation: f.get("operation").trim(), Probability: Number(f.get("chance")) / 100, Count: Number(f.get("count")) || 0 });
      }),
    },
    h("label", {}, "What goes wrong", h("select", { name: "what" }, Object.keys(presets).map((n) => h("option", {}, n)))),
    h("label", {}, "For which calls", h("input", { name: "operation", placeholder: "every call, or POST conversations/*/messages", autocomplete: "off" })),
    h("div", { className: "row" },
      h("label", {}, "Chance in percent", h("input", { name: "chance", type: "number", min: 1, max: 100, value: 100 })),
      h("label", {}, "How many times", h("input", { name: "count", type: "number", min: 1, placeholder: "no end" })),
      h("button", { className: "primary" }, "Switch on"))),
    h("ul", { id: "faults-list", className: "removable" }), h("p", { id: "faults-all" })));
  fill($("faults-list"), view.Faults.map((f, i) => ({
    key: i, version: [f], make: () => h("li", {}, h("span", {}, describe(f)), h("button", { type: "button", ariaLabel: "Remove " + describe(f), onclick: quietly("The fault stays", () => send(`/sandbox/faults/${i}`, null, "DELETE")) }, "Remove")),
  })));
  once($("faults-all"), view.Faults.length > 1, () => (view.Faults.length > 1
    ? h("button", { type: "button", onclick: quietly("The faults stay", () => send("/sandbox/faults", null, "DELETE")) }, "Switch all off") : h("span")));
}

export function showConnect(view, { api, quietly }) {
  const box = $("connect");
  const inbox = view.Inboxes[0];
  const bot = view.Bots.find((b) => b.ID === inbox?.BotID) || view.Bots[0];
  if (!bot || !inbox) {
    once(box, "none", () => h("p", { className: "empty" }, "The desk has no bot or no inbox any more: create one with the API."));
    return;
  }
  once(box, [bot, inbox.ID, view.URL, view.AccountID, view.AdminToken, view.Agents], () => h("div", { className: "panel" },
    h("p", {}, "Start your program with these, and it talks to this desk."),
    copyable(`export NDOTO_BASE_URL=${view.URL}\nexport NDOTO_ACCOUNT_ID=${view.AccountID}\nexport NDOTO_INBOX_ID=${inbox.ID}\nexport NDOTO_API_TOKEN=${view.AdminToken}`),
    h("form", {
      onsubmit: quietly("The bot was not connected", async (e) => {
        e.preventDefault();
        await api(`agent_bots/${bot.ID}`, { outgoing_url: new FormData(e.target).get("url") }, "PATCH");
        await api(`inboxes/${inbox.ID}/set_agent_bot`, { agent_bot: bot.ID });
      }),
    }, h("div", { className: "row" },
      h("label", {}, `URL of the bot "${bot.Name}"`, h("input", { name: "url", type: "url", required: true, value: bot.URL || "", placeholder: "http://127.0.0.1:8080/" })),
      h("button", { className: "primary" }, "Connect"))),
    h("p", {}, "And these for the bot itself:"),
    copyable(`export NDOTO_API_TOKEN=${bot.Token}\nexport NDOTO_WEBHOOK_SECRET=${bot.Secret}\nexport NDOTO_USER_TOKEN=${view.AdminToken}`),
    h("form", {
      onsubmit: quietly("The webhook was not added", async (e) => {
        e.preventDefault();
        await api("webhooks", { url: new FormData(e.target).get("url"), subscriptions: view.Events });
        e.target.reset();
      }),
    }, h("div", { className: "row" },
      h("label", {}, "A webhook for all events", h("input", { name: "url", type: "url", required: true, placeholder: "http://127.0.0.1:8080/events" })),
      h("button", { className: "primary" }, "Add"))),
    h("ul", { id: "webhooks", className: "removable" }),
    h("p", {}, "Webhooks go to this machine only. The users of the desk:"),
    copyable(view.Agents.map((a) => `${a.Role.padEnd(13)}  ${a.Token.padEnd(16)}  ${a.Name}`).join("\n"))));
  fill($("webhooks"), view.Webhooks.map((w) => ({
    key: w.id, version: [w], make: () => h("li", {}, h("span", {}, `${w.url} · ${w.secret ? "secret " + w.secret : "not signed"}`),
      h("button", { type: "button", ariaLabel: "Remove " + w.url, onclick: quietly("The webhook stays", () => api(`webhooks/${w.id}`, null, "DELETE")) }, "Remove")),
  })));
}
