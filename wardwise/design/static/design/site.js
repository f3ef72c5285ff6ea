import { startErrors } from "./errors.js";
import { startQuickExit } from "./quick-exit.js";

const exit = document.querySelector("[data-quick-exit]");
if (exit) startQuickExit(exit);
startErrors();
