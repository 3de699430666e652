"use strict";
// Search and sort of the one table of this page. Without it the page shows the same, in the order it was written.
{
  const table = document.getElementById("everybody");
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...body.rows];
  const named = rows.map((row) => [row.cells[0].textContent.toLowerCase(), row]);
  const order = new Intl.Collator(undefined, { numeric: true });

  const value = (row, column) => {
    const text = row.cells[column].textContent;
    if (column === 0) return text;
    const number = Number.parseFloat(text);
    return Number.isNaN(number) ? -1 : number;  // nothing handed in comes after nothing earned
  };
  const compare = (a, b) => (typeof a === "string" ? order.compare(a, b) : a - b);

  const sort = (column) => {
    const head = heads[column];
    const first = column === 0 ? "ascending" : "descending";
    const other = column === 0 ? "descending" : "ascending";
    const direction = head.getAttribute("aria-sort") === first ? other : first;
    const sign = direction === "ascending" ? 1 : -1;
    const keyed = rows.map((row) => [value(row, column), row]);
    keyed.sort(([a], [b]) => sign * compare(a, b));
    body.append(...keyed.map(([, row]) => row));
    for (const each of heads) each.setAttribute("aria-sort", each === head ? direction : "none");
  };

  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(column));
    head.append(button);
  });

  const wanted = document.getElementById("wanted");
  const search = () => {
    const text = wanted.value.trim().toLowerCase();
    let found = 0;
    for (const [name, row] of named) {
      row.hidden = !name.includes(text);
      found += !row.hidden;
    }
    document.getElementById("found").textContent = text ? `${found} of ${rows.length}` : "";
  };
  wanted.addEventListener("input", search);
  document.getElementById("search").hidden = false;
}
