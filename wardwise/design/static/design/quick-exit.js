// Leave the site quickly: the button, Escape, or Shift three times. Without this script the button is a plain link.
//
// This page's place in the history is taken by the page we go to, and nothing that was typed is kept. Escape does
// nothing here while it is closing something (a dialog, a menu, a pop-up on a map) or while somebody is typing: there,
// the first Escape leaves the box and says so, and the next one leaves the site.

const PRESSES = 3;
const WITHIN_MS = 5000;

export function startQuickExit(box) {
  const link = box.querySelector("a");
  const status = box.querySelector("[data-exit-status]");
  let shifts = [];
  let shiftIsAlone = false;
  let isLeaving = false;

  function leave() {
    if (isLeaving) return;
    isLeaving = true;
    status.textContent = "Leaving this site.";
    forget();
    document.documentElement.classList.add("ww-leaving");
    document.title = "Loading";
    window.location.replace(link.href);
  }

  function onEscape(event) {
    if (event.repeat || event.isComposing || isOpen()) return;
    if (isTyping(document.activeElement)) {
      document.activeElement.blur();
      status.textContent = "Press Escape again to leave this site.";
      event.preventDefault();
      return;
    }
    event.preventDefault();
    leave();
  }

  function onShift() {
    const now = performance.now();
    shifts = [...shifts.filter((then) => now - then < WITHIN_MS), now];
    const left = PRESSES - shifts.length;
    if (left <= 0) leave();
    else status.textContent = `Press Shift ${left} more ${left === 1 ? "time" : "times"} to leave this site.`;
  }

  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    leave();
  });

  // On the way up, so that whatever Escape was meant to close has had its turn and said so.
  window.addEventListener("keydown", (event) => {
    if (event.key === "Shift") {
      shiftIsAlone = !event.repeat && !event.ctrlKey && !event.altKey && !event.metaKey;
      return;
    }
    shiftIsAlone = false; // a capital letter, not a call for help
    shifts = [];
    if (event.key === "Escape" && !event.defaultPrevented) onEscape(event);
  });
  window.addEventListener("keyup", (event) => {
    if (event.key === "Shift" && shiftIsAlone) onShift();
    if (event.key === "Shift") shiftIsAlone = false;
  });
}

function isOpen() {
  const open = "dialog[open], [popover]:popover-open, [data-closes-on-escape]";
  try {
    return document.fullscreenElement !== null || document.querySelector(open) !== null;
  } catch {
    return document.querySelector("dialog[open], [data-closes-on-escape]") !== null;
  }
}

function isTyping(element) {
  if (!element) return false;
  if (element.isContentEditable || element.tagName === "TEXTAREA" || element.tagName === "SELECT") return true;
  return element.tagName === "INPUT" && !["button", "checkbox", "file", "radio", "reset", "submit"].includes(element.type);
}

function forget() {
  document.cookie = "csrftoken=; Max-Age=0; Path=/";
  for (const form of document.forms) form.reset();
  try {
    window.sessionStorage.clear();
  } catch {
    // storage is switched off: then there is nothing in it
  }
}
