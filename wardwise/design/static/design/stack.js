// Lists that become cards on a phone: give every cell the name of its column, and keep the roles of a table, which a
// browser forgets once its rows are no longer drawn as rows.

const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };

export function startStacks() {
  for (const table of document.querySelectorAll("table.ww-stack")) stack(table);
}

function stack(table) {
  const names = [...table.querySelectorAll("thead th")].map((cell) => cell.textContent.trim());
  for (const element of [table, ...table.querySelectorAll("thead, tbody, tr, td")]) {
    element.setAttribute("role", ROLES[element.tagName]);
  }
  for (const cell of table.querySelectorAll("th")) {
    cell.setAttribute("role", cell.scope === "row" ? "rowheader" : "columnheader");
  }
  for (const row of table.tBodies[0]?.rows ?? []) {
    [...row.cells].forEach((cell, index) => {
      if (index && names[index] && cell.textContent.trim()) cell.dataset.label = names[index];
    });
  }
  table.dataset.stacked = "";
}
