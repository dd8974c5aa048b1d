// Blocks of cells on the clipboard, as Excel, WPS and Word put them there and take them from it.

// A cell in quotes ends where a tab, a line break or the end follows: Excel leaves a cell that only
// begins with quotes as it is.
const CELL = /(?:"((?:[^"]|"")*)"(?=[\t\n]|$)|([^\t\n]*))(\t|\n|$)/y;

export const fromText = (text) => {
  const plain = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  const rows = [];
  let row = [];
  CELL.lastIndex = 0;
  for (let at = 0; at <= plain.length; at = CELL.lastIndex) {
    const cell = CELL.exec(plain);
    row.push(cell[1] === undefined ? cell[2] : cell[1].replaceAll('""', '"'));
    if (cell[3] === "\t") continue;
    rows.push(row);
    row = [];
    if (cell[3] === "") break;
  }
  return rows;
};

const BREAKS = new Set(["P", "DIV", "LI"]);

// What a cell says: source line breaks are blanks, <br> and paragraphs are line breaks.
const said = (node) => {
  let text = "";
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) text += child.data.replace(/[ \t\r\n]+/g, " ");
    else if (child.nodeName === "BR") text += "\n";
    else if (child.nodeType === Node.ELEMENT_NODE && child.nodeName !== "STYLE") {
      text += BREAKS.has(child.nodeName) && text.trim() ? `\n${said(child)}` : said(child);
    }
  }
  return text;
};

const tidy = (text) => text.replace(/ *\n */g, "\n").trim();
const MOST = 20000;

// The rows of the tables in a piece of HTML, null without any: a merged cell says it once, at its
// upper left, as Excel's own text does.
export const fromHtml = (html) => {
  // Attributes of style would be refused, loudly, by the page's policy; nothing here needs them.
  const bare = html.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/\sstyle\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)/gi, "");
  const tables = [...new DOMParser().parseFromString(bare, "text/html").querySelectorAll("table")]
    .filter((table) => !table.parentElement.closest("table"));
  if (!tables.length) return null;
  const rows = [];
  for (const table of tables) {
    const taken = []; // by column: how many rows below are still covered
    for (const line of table.rows) {
      const row = [];
      let column = 0;
      const skip = () => {
        while (taken[column]) {
          taken[column] -= 1;
          row[column] = "";
          column += 1;
        }
      };
      for (const cell of line.cells) {
        skip();
        const across = Math.min(cell.colSpan, MOST);
        for (let more = 0; more < across; more += 1) {
          row[column] = more ? "" : tidy(said(cell));
          taken[column] = cell.rowSpan - 1;
          column += 1;
        }
      }
      skip();
      rows.push(row);
    }
  }
  const width = Math.max(...rows.map((row) => row.length));
  return rows.map((row) => Array.from({ length: width }, (_, at) => row[at] ?? ""));
};

// The block that a paste event brings: HTML knows merged cells and paragraphs in cells, and the plain
// text knows the cells' own blanks, so it stands where both have the same shape.
export const block = (data) => {
  const text = data.getData("text/plain");
  const plain = text ? fromText(text) : [];
  const html = data.getData("text/html");
  const marked = html ? fromHtml(html) : null;
  if (!marked) return plain;
  const alike = plain.length === marked.length && plain.every((row) => row.length === marked[0].length);
  return alike ? plain : marked;
};

const quoted = (cell) => (/[\t\n"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
export const toText = (rows) => rows.map((row) => `${row.map(quoted).join("\t")}\r\n`).join("");

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text) => text.replace(/[&<>"]/g, (one) => ESCAPES[one]);

// Codes stay text in Excel ("0101", not 101): columns of words say so to it.
export const toHtml = (rows, isFigure) => {
  const cell = (text, at) => {
    const look = isFigure[at] ? "" : " style=\"mso-number-format:'\\@'\"";
    return `<td${look}>${escaped(text).replaceAll("\n", "<br>")}</td>`;
  };
  const lines = rows.map((row) => `<tr>${row.map(cell).join("")}</tr>`);
  return `<html><body><table>${lines.join("")}</table></body></html>`;
};
