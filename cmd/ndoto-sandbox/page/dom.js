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
// child whose version is the same stays as it is, with its focus, its selection and what was typed into it. A version is
// a list of values; those that are the same objects as before are not looked into, which takes long for many rows.
export function fill(box, rows) {
  const old = new Map([...box.children].map((e) => [e.key, e]));
  const focused = box.contains(document.activeElement) ? [...box.children].find((e) => e.contains(document.activeElement)) : undefined;
  const keys = new Set(rows.map((row) => row.key));
  for (const [key, e] of old) if (!keys.has(key)) e.remove(); // first, so that those after it do not move
  let at = box.firstElementChild;
  for (const { key, version = [], make } of rows) {
    let e = old.get(key);
    if (!e || !same(e.version, version)) {
      const made = make();
      made.key = key;
      if (e) {
        if (at === e) at = made;
        e.replaceWith(made);
      }
      e = made;
    }
    e.version = version;
    if (e === at) at = at.nextElementSibling;
    else box.insertBefore(e, at);
  }
  if (focused && !box.contains(document.activeElement)) { // its element was moved or made anew
    const e = [...box.children].find((c) => c.key === focused.key);
    e?.querySelector("button, summary, input")?.focus({ preventScroll: true });
  }
}

const same = (a, b) => a.length === b.length && a.every((value, i) => value === b[i] || JSON.stringify(value) === JSON.stringify(b[i]));

// once fills a box when its version changes.
export function once(box, version, make) {
  fill(box, [{ key: "all", version: [version], make }]);
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
