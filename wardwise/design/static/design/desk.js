import { CharacterCount, PasswordInput, Tabs, createAll } from "./built/govuk-frontend.js";
import { startErrors } from "./errors.js";
import { startStacks } from "./stack.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const component of [CharacterCount, PasswordInput, Tabs]) createAll(component);
startErrors();
startStacks();

// On a phone the menu starts folded away; without script it starts open.
const menu = document.querySelector("[data-desk-menu]");
const isNarrow = window.matchMedia("(max-width: 900px)");
if (menu) {
  const fit = () => {
    menu.open = !isNarrow.matches;
  };
  isNarrow.addEventListener("change", fit);
  fit();
}
