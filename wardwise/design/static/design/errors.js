// The list of errors, or else a banner such as "saved", takes the focus when a page comes back with one, so that it is
// heard and not only seen. The links of the list go to the box they are about.

export function startErrors() {
  const summary = document.querySelector("[data-focus-first]") || document.querySelector("[data-says]");
  if (!summary) return;
  summary.tabIndex = -1;
  summary.focus();
  summary.addEventListener("blur", () => summary.removeAttribute("tabindex"), { once: true });
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const box = link && document.getElementById(link.hash.slice(1));
    if (!box) return;
    event.preventDefault();
    const group = box.closest("fieldset, .govuk-form-group") || box;
    const heading = group.querySelector("legend, label") || box;
    heading.scrollIntoView({ block: "start" });
    box.focus({ preventScroll: true });
  });
}
