// What the other files build the page with.

export const $ = (id) => document.getElementById(id);

// h makes an element; texts are never read as HTML.
export function h(tag, props = {}, ...children) {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null) continue;
    if (name.startsWith("on")) e.addEventListener(name.slice(2), value);
    else if (name in e && name !== "list") e[name] = value;
    else e.setAttribute(name, value);
  }
  e.append(...children.flat().filter((c) => c !== null && c !== undefined && c !== false));
  return e;
}

// fill makes the children of a box those of rows, each of which has a key, a version, and a function that makes it. A
// child whose version is the same stays as it is, with its focus, its selection and what was typed into it.
export function fill(box, rows) {
  const old = new Map([...box.children].map((e) => [e.dataset.key, e]));
  const focused = box.contains(document.activeElement) ? document.activeElement.closest("[data-key]")?.dataset.key : undefined;
  let at = box.firstElementChild;
  for (const row of rows) {
    const key = String(row.key);
    const version = JSON.stringify(row.version ?? "");
    let e = old.get(key);
    old.delete(key);
    if (!e || e.dataset.version !== version) {
      const made = row.make(e);
      made.dataset.key = key;
      made.dataset.version = version;
      if (e) {
        if (at === e) at = made;
        e.replaceWith(made);
      }
      e = made;
    }
    if (e === at) at = at.nextElementSibling;
    else box.insertBefore(e, at);
  }
  for (const e of old.values()) e.remove();
  if (focused !== undefined && !box.contains(document.activeElement)) { // its element was moved or made anew
    const e = [...box.children].find((c) => c.dataset.key === focused);
    e?.querySelector("button, summary, input")?.focus({ preventScroll: true });
  }
}

// once fills a box when its version changes.
export function once(box, version, make) {
  fill(box, [{ key: "all", version, make }]);
}

export const face = (name) => {
  const hue = [...name].reduce((n, c) => (n * 31 + c.codePointAt(0)) % 360, 7);
  return h("span", { className: "face", style: `background: hsl(${hue} 45% 40%)`, ariaHidden: "true" }, [...name][0]?.toUpperCase() || "?");
};

// copyable is a block of text with a button that copies it.
export function copyable(text) {
  const button = h("button", {
    type: "button", className: "copy", onclick: async () => {
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(block);
        button.textContent = "Press Ctrl+C";
      }
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    },
  }, "Copy");
  const block = h("pre", {}, text);
  return h("div", { className: "copyable" }, block, button);
}

export const clock = (time) => new Date(time).toLocaleTimeString();
